// One server for all workers; they find it by the environment.
import { fileURLToPath } from "node:url";
import { startSandbar } from "sandbar/testing";

const file = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

export default async function setup() {
  const sandbar = await startSandbar();
  await sandbar.api(file("openapi.yaml"), { behaviour: file("sandbox.yaml"), name: "orders", ahead: 0 });
  process.env.SANDBAR_SERVER = sandbar.server;
  process.env.SANDBAR_TOKEN = sandbar.token;
  globalThis.sandbar = sandbar;
}
