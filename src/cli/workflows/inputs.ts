// Inputs of a workflow from flags: `quantity=2`, `note=Gift`, `items=["a"]`.
import { type Json, type JsonObject, put } from "#lib/json.ts";
import { EXIT, Failure } from "../shell/failures.ts";

export function readInputs(flags: readonly string[]): JsonObject {
  const inputs: JsonObject = {};
  for (const flag of flags) {
    const split = flag.indexOf("=");
    if (split < 1) throw new Failure(EXIT.usage, `'${flag}' is no input.`, "Give it as --input name=value.");
    put(inputs, flag.slice(0, split), valueOf(flag.slice(split + 1)));
  }
  return inputs;
}

/** JSON where it is some, else the text as it stands. */
function valueOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
