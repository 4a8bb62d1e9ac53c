// What the seed lint finds: a value that cannot be, where it stands, and why.
import type { Resource } from "#blueprint/format/resource.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import type { Json, JsonObject } from "#lib/json.ts";

export type Rule =
  | "future"
  | "order"
  | "state"
  | "duration"
  | "total"
  | "count"
  | "range"
  | "address"
  | "filler"
  | "name"
  | "reference"
  | "duplicate";

export type Finding = {
  rule: Rule;
  /** A JSON pointer from the records of all resources, by resource and id: `/order/ord_1/paid_at`. */
  at: string;
  message: string;
};

export type LintedRecord = { resource: string; parent: string; id: string; doc: JsonObject };

/** One object of a record, as the checks see it. */
export type Place = {
  object: JsonObject;
  resource: Resource;
  now: number;
  /** The state of the record, or of the part. */
  state: string | undefined;
  schemaOf(name: string): Schema;
  /** Whether a member may be null or absent. */
  mayBeAbsent(name: string): boolean;
  find(rule: Rule, member: string, message: string): void;
};

export const pointer = (...steps: readonly string[]): string =>
  steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** A value in a sentence. */
export const shown = (value: Json | undefined): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
};
