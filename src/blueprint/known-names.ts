// Names of an API that may be used from outside: its operations and its events. An unknown name is refused with the
// nearest known one. Pure.
import { didYouMean } from "#lib/nearest.ts";
import type { Operation } from "./format/operation.ts";
import type { BlueprintIndex } from "./format/blueprint.ts";

/** An operation by its id, or by `METHOD /path`, with the API's base path or without. */
export const isCalled = (index: BlueprintIndex, operation: Operation, name: string): boolean =>
  name === operation.id ||
  ["", ...index.basePaths].some((base) => name === `${operation.method} ${base}${operation.path}`);

export const findOperation = (index: BlueprintIndex, name: string): Operation | undefined =>
  index.operations.find((one) => isCalled(index, one, name));

/** Why there is no such operation, with the nearest one. */
export const noOperation = (index: BlueprintIndex, name: string): string =>
  `There is no operation '${name}'.${didYouMean(
    name,
    index.operations.flatMap((one) => [one.id, `${one.method} ${one.path}`]),
  )} Name an operationId, or METHOD /path as the document writes it.`;

/** Every event the API can announce: the declared ones, and those that changes and moves of its records bring about. */
export function eventNames(index: BlueprintIndex): string[] {
  const { names, declared } = index.events;
  const told = (resource: string, verb: string): string =>
    names[`${resource} ${verb}`] ?? (verb.includes(".") ? verb : `${resource}.${verb}`);
  return [
    ...new Set([
      ...Object.values(names),
      ...declared,
      ...Object.values(index.resources).flatMap((one) => [
        ...["created", "updated", "deleted"].map((verb) => told(one.name, verb)),
        ...[...(one.lifecycle?.transitions ?? []), ...(one.lifecycle?.progress ?? [])].map((step) =>
          told(one.name, step.event ?? step.to),
        ),
      ]),
      ...index.operations.flatMap((one) =>
        one.kind === "action" && one.resource !== undefined && one.action !== undefined
          ? [told(one.resource, one.action)]
          : [],
      ),
    ]),
  ];
}

/** `deal.*` stands for all events of deals. */
export const isEventNamed = (pattern: string, type: string): boolean =>
  pattern === type || (pattern.endsWith("*") && type.startsWith(pattern.slice(0, -1)));

/** Why a name or a pattern stands for no event of the API; undefined when it does, or when none of its events is known. */
export function refuseEvent(index: BlueprintIndex, pattern: string): string | undefined {
  const known = eventNames(index);
  if (pattern === "*" || known.length === 0 || known.some((one) => isEventNamed(pattern, one)))
    return undefined;
  const groups = new Set(known.map((one) => `${one.split(/[._-]/)[0] ?? ""}.*`));
  const near = didYouMean(pattern, pattern.endsWith("*") ? groups : known);
  return `There is no event '${pattern}'.${near} There ${known.length === 1 ? "is" : "are"} ${known.slice(0, 30).join(", ")}${known.length > 30 ? " and more" : ""}.`;
}
