// One server for all workers; they are told where it is.
import { fileURLToPath } from "node:url";
import { startSandbar } from "sandbar/testing";
import type { TestProject } from "vitest/node";

const file = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

declare module "vitest" {
  // Declarations of a module are merged with an interface, and with nothing else.
  export interface ProvidedContext {
    sandbar: { server: string; token: string };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const sandbar = await startSandbar();
  await sandbar.api(file("openapi.yaml"), { behaviour: file("sandbox.yaml"), name: "orders", ahead: 0 });
  project.provide("sandbar", { server: sandbar.server, token: sandbar.token });
  return () => sandbar.close();
}
