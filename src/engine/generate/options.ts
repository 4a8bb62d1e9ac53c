import type { OperationContext } from "../context.ts";
import type { GeneratorOptions } from "./value.ts";

export const generatorOptions = (play: OperationContext): GeneratorOptions => ({
  schemas: play.schemas,
  dice: play.dice,
  now: play.now,
  optional: 0,
  live: play.mode === "live",
});
