// What a tool is, and what several of them take.
import { z } from "zod";
import type { Platform } from "#client/client.ts";
import { sandboxPathOf } from "#client/sandbox.ts";

export type Tool = {
  name: string;
  title: string;
  description: string;
  input: z.ZodObject;
  /** Changes nothing. */
  readOnly: boolean;
  run: (platform: Platform, given: unknown) => Promise<unknown>;
};

/** The handler takes what the schema gives; whatever it answers is printed as JSON, a text as it is. */
export function tool<Shape extends z.ZodRawShape>(definition: {
  name: string;
  title: string;
  description: string;
  input: Shape;
  readOnly?: true;
  run(platform: Platform, given: z.infer<z.ZodObject<Shape>>): Promise<unknown>;
}): Tool {
  const input = z.object(definition.input);
  return {
    ...definition,
    input,
    readOnly: definition.readOnly ?? false,
    run: (platform, given) => definition.run(platform, input.parse(given ?? {})),
  };
}

export const api = z.string().min(1).describe("The API's name, as list_apis shows it");
const sandbox = z.string().min(1).default("default").describe("The sandbox's name");

export const inSandbox = { api, sandbox };

export const pathOf = (given: { api: string; sandbox: string }): string =>
  sandboxPathOf(given.sandbox, given.api);
