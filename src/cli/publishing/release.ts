// What is published and what comes back: shapes shared by `publish.ts`, `upload.ts`, `generate.ts` and the demo.
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import type { Scheme, Tier } from "#blueprint/format/operation.ts";

/** A call to begin with: a list that needs nothing but the key, where the API has one. */
export type Sample = { path: string; scheme: Scheme | undefined };

export type Release = {
  api: string;
  release: string;
  title: string;
  operations: number;
  fidelity: Record<Tier, number>;
  resources: string[];
  diagnostics: Diagnostic[];
};
