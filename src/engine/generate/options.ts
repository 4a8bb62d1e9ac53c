// Generator options for a call: its loaded schemas, random source and sandbox time; required members only.
import type { OperationContext } from "../context.ts";
import { flat } from "#lib/words.ts";
import { takenMembers } from "../request/taken-members.ts";
import type { GeneratorOptions } from "./value.ts";

export const generatorOptions = (context: OperationContext): GeneratorOptions => ({
  schemas: context.schemas,
  random: context.random,
  now: context.now,
  optional: 0,
  live: context.mode === "live",
  takes: (name) => takenMembers(context).has(flat(name)),
});
