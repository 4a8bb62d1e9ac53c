// A stored blueprint of an older format in the terms of today's, one step a format. It is what a release is read by whose sources
// were not kept, or are too large to be compiled again (`contract/recompile.ts`). A step puts in what the next format could not do
// without; what is merely missing has a default in its schema. No step is edited once a release may have passed it.
import { asObject, asString } from "#lib/json.ts";
import { formerScheme } from "../infer/signing.ts";

type Part = Record<string, unknown>;
type Change = (part: Part) => Part;
type Step = { index: Change; details: Change };

const asIs: Change = (part) => part;

const STEPS: readonly Step[] = [
  // From 1: what came is optional or has a default.
  { index: asIs, details: asIs },
  // From 2: a signing scheme was a name; the parameters that choose fields were called `shaping`.
  {
    index: (index) => {
      const { scheme, ...events } = asObject(index["events"]);
      return { ...index, events: { ...events, ...formerScheme(asString(scheme) ?? "") } };
    },
    details: ({ shaping, ...details }) =>
      shaping === undefined ? details : { ...details, fieldSelection: shaping },
  },
];

const upgrade = (part: Part, format: number, kind: keyof Step): Part =>
  STEPS.slice(format - 1).reduce((one, step) => step[kind](one), part);

/** An index of an older format as today's schema reads it. */
export const upgradeIndex = (index: Part, format: number): Part => upgrade(index, format, "index");

/** The same for a chunk of details: operation by operation. */
export const upgradeDetails = (chunk: Part, format: number): Part =>
  Object.fromEntries(
    Object.entries(chunk).map(([id, details]) => [id, upgrade(asObject(details), format, "details")]),
  );
