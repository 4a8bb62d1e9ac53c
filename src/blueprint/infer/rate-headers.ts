// Rate-limit headers an API declares among its answers (R42): their names are used, and a reset that is a point in time is
// answered as one.
import { asString } from "#lib/json.ts";
import type { BlueprintIndex } from "../format/blueprint.ts";
import type { RawOperation } from "../read/operations.ts";
import { flat } from "#lib/words.ts";
import type { Source } from "../read/source.ts";

const ROLES = {
  limit: /^(x)?ratelimit(limit)?$|^ratelimitlimit$/,
  remaining: /^(x)?(ratelimit)remaining$/,
  reset: /^(x)?(ratelimit)reset(at|time)?$/,
} as const;
const MOMENT = /epoch|unix|utc|timestamp|time at which|when the/i;

export function readRateHeaders(
  source: Source,
  raw: readonly RawOperation[],
): Partial<BlueprintIndex["rateHeaders"]> {
  const found: Partial<BlueprintIndex["rateHeaders"]> = {};
  for (const { success, refusals } of raw)
    for (const { at, headers } of [success, ...refusals]) {
      for (const role of ["limit", "remaining", "reset"] as const) {
        if (found[role] !== undefined) continue;
        const name = headers.find((one) => ROLES[role].test(flat(one)));
        if (name === undefined) continue;
        found[role] = name;
        const header = source.child(source.child({ value: source.at(at), at }, "headers"), name).value;
        if (role === "reset" && MOMENT.test(asString(header["description"]) ?? "")) found.moment = true;
      }
      if (found.reset !== undefined && found.limit !== undefined && found.remaining !== undefined)
        return found;
    }
  return found;
}
