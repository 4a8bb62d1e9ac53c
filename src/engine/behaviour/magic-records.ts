// Keys that sandbox.yaml declares as magic: the call that names one makes a record of the table's row, with a key of its own.
import type { Resource } from "#blueprint/format/resource.ts";
import type { OperationContext } from "../context.ts";
import type { Stored } from "../record-reader.ts";
import { beginRun } from "./run.ts";
import { rowNamed } from "./tables.ts";

/** The record that a magic key stands for in this call; undefined where the key is none. */
export function magicRecord(context: OperationContext, resource: Resource, key: string): Stored | undefined {
  const rule = resource.behaviour?.magicKeys;
  const row = rule && rowNamed(context, rule.table, key);
  const effect = rule && context.index.effects[rule.effect];
  if (!row || !effect || context.mode === "live") return undefined;
  const name = `${resource.name} ${key}`;
  const known = context.magic?.get(name);
  if (known) return known;
  const { now } = context;
  const blank = { resource: resource.name, parent: "", id: "", seq: 0, state: null, doc: {} };
  const run = beginRun(context, resource, undefined, { ...blank, created: now, updated: now });
  context.runEffect(run, effect, row);
  context.created.push(...run.effects, ...run.events.flatMap((one) => one()));
  const made = run.effects.find((one) => one.kind === "insert" && one.record.resource === resource.name);
  if (made?.kind !== "insert") return undefined;
  context.magic?.set(name, made.record);
  return made.record;
}
