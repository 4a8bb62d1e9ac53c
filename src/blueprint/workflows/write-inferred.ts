// An inferred workflow as Arazzo: what it needs is created first, every request has the smallest body that is taken, and every
// answer is checked for its status, for what should echo, and for the state that is reached. Pure.
import { type Json, type JsonObject, isObject } from "#lib/json.ts";
import { pointerOf } from "#lib/pointer.ts";
import { slugify } from "#lib/words.ts";
import type { BlueprintIndex } from "../format/blueprint.ts";
import type { Details, Operation } from "../format/operation.ts";
import type { Arazzo, Criterion, Parameter, Step, Workflow } from "./arazzo.ts";
import { type Inferred, type Move, canMake, operationFor } from "./infer.ts";
import { type Schemas, opened, sampleOf } from "./sample.ts";

/** The parts of a blueprint that the operations of a workflow need. */
export type Parts = { details: Readonly<Record<string, Details>>; schemas: Schemas };

/** Operations whose details and schemas it takes to write a workflow, those that create what it needs included. */
export function operationsNeeded(index: BlueprintIndex, inferred: Inferred): Operation[] {
  const found = new Map<string, Operation>();
  const waiting = new Set<string>([inferred.resource]);
  const note = (operation: Operation | undefined): void => {
    if (!operation) return;
    found.set(operation.id, operation);
    for (const { resource } of operation.parameters) if (resource !== undefined) waiting.add(resource);
  };
  for (const name of waiting) {
    for (const kind of ["create", "read", "list"] as const) note(operationFor(index, kind, name));
    for (const one of index.resources[name]?.references ?? []) waiting.add(one.resource);
  }
  if (inferred.kind === "life") inferred.operations.forEach(note);
  else for (const move of inferred.moves) if (move.by === "operation") note(move.operation);
  return [...found.values()];
}

export function writeInferred(index: BlueprintIndex, parts: Parts, inferred: Inferred): Workflow {
  const writer = new Writer(index, parts);
  const id = writer.make(inferred.resource);
  if (inferred.kind === "life")
    for (const one of inferred.operations) writer.call(one, inferred.resource, id);
  else for (const move of inferred.moves) writer.move(move, inferred, id);
  return {
    workflowId: inferred.id,
    summary: inferred.summary,
    steps: writer.steps,
    outputs: { id },
  };
}

/** Workflows of one API as a document of their own. */
export const documentOf = (index: BlueprintIndex, slug: string, workflows: Workflow[]): Arazzo => ({
  arazzo: "1.0.1",
  info: { title: `${index.title}: workflows`, version: index.version === "" ? "1" : index.version },
  sourceDescriptions: [{ name: slug, url: `/api/v1/apis/${slug}/document`, type: "openapi" }],
  workflows,
});

const TITLES: Partial<Record<Operation["kind"], string>> = {
  create: "Create",
  read: "Get",
  update: "Update",
  replace: "Replace",
  list: "List",
  delete: "Delete",
};

/** Collects steps; each record that is needed is created once. */
class Writer {
  readonly steps: Step[] = [];
  private readonly made = new Map<string, string>();
  private readonly index: BlueprintIndex;
  private readonly parts: Parts;

  constructor(index: BlueprintIndex, parts: Parts) {
    this.index = index;
    this.parts = parts;
  }

  /** The step that creates a record, and those before it; answers the expression for its key. */
  make(resource: string): string {
    const known = this.made.get(resource) ?? this.index.resources[resource]?.unmade?.known[0];
    if (known !== undefined) return known;
    const operation = operationFor(this.index, "create", resource);
    const details = operation && this.parts.details[operation.id];
    if (!operation || !details) return "1";
    const request = this.request(operation, details);
    const stepId = `create-${slugify(resource)}`;
    const id = `$steps.${stepId}.outputs.id`;
    this.made.set(resource, id);
    const status = { condition: `$statusCode == ${details.answer.status}` };
    this.steps.push({
      stepId,
      description: `Create ${spoken(resource)}`,
      operationId: operation.id,
      ...request,
      successCriteria: [status, ...this.echoes(details, request.requestBody?.payload)],
      outputs: { id: this.keyIn(resource, details) },
    });
    return id;
  }

  /** A step that does something with a record. */
  call(operation: Operation, resource: string, id: string): void {
    const details = this.parts.details[operation.id];
    if (!details) return;
    const title = TITLES[operation.kind] ?? operation.action ?? operation.kind;
    this.add(`${slugify(title)}-${slugify(resource)}`, {
      description: `${sentence(title)} ${spoken(resource)}`,
      operationId: operation.id,
      ...this.request(operation, details),
      successCriteria: this.criteriaOf(operation, details, resource, id),
    });
    const read = operationFor(this.index, "read", resource);
    if (operation.kind === "delete" && read && this.index.resources[resource]?.stub === false)
      this.add(`get-${slugify(resource)}-again`, {
        description: `The ${spoken(resource)} is gone`,
        operationId: read.id,
        ...this.request(read, this.parts.details[read.id]),
        successCriteria: [{ condition: "$statusCode == 404 || $statusCode == 410" }],
      });
  }

  /** A step along the lifecycle; what moves by itself is read until it has. */
  move(move: Move, { field, resource }: Extract<Inferred, { kind: "lifecycle" }>, id: string): void {
    const event = move.event === undefined ? {} : { events: [{ type: move.event, within: withinOf(move) }] };
    const expected = {
      "x-sandbox-expect": { ...event, records: [{ resource, id, has: { [field]: move.to } }] },
    };
    const operation = move.by === "operation" ? move.operation : operationFor(this.index, "read", resource);
    const details = operation && this.parts.details[operation.id];
    if (!operation || !details) {
      // Nothing reads it: what follows the last step tells.
      Object.assign(this.steps.at(-1) ?? {}, expected);
      return;
    }
    const at = this.shown(details, field);
    const reached = at === undefined ? [] : [{ condition: `${at} == '${move.to.replaceAll("'", "''")}'` }];
    const title = move.by === "operation" ? sentence(operation.action ?? "move") : "Wait for";
    this.add(`${move.by === "time" ? "until" : "to"}-${slugify(move.to)}`, {
      description:
        move.by === "operation"
          ? `${title} ${spoken(resource)}`
          : `The ${spoken(resource)} becomes ${spoken(move.to)}`,
      operationId: operation.id,
      ...this.request(operation, details),
      successCriteria: [{ condition: "$statusCode < 300" }, ...reached],
      ...(move.by === "time"
        ? {
            onFailure: [
              {
                name: "not-yet",
                type: "retry" as const,
                retryAfter: Math.max(1, Math.ceil(move.afterMs / 1000)),
                retryLimit: 5,
              },
            ],
          }
        : {}),
      ...expected,
    });
  }

  private add(stepId: string, step: Omit<Step, "stepId">): void {
    const taken = this.steps.filter((one) => one.stepId.startsWith(stepId)).length;
    this.steps.push({ stepId: taken === 0 ? stepId : `${stepId}-${taken + 1}`, ...step });
  }

  private request(
    operation: Operation,
    details: Details | undefined,
  ): { parameters?: Parameter[]; requestBody?: { contentType: string; payload: Json } } {
    const parameters: Parameter[] = [];
    const body: JsonObject = {};
    for (const { name, role, resource, in: where } of operation.parameters) {
      const value =
        role === "constant" || resource === undefined
          ? (this.index.resources[resource ?? ""]?.unmade?.known[0] ?? "default")
          : this.make(resource);
      if (where === "body") body[name] = value;
      else parameters.push({ name, in: where ?? "path", value });
    }
    for (const { name, in: where, required, schema } of details?.parameters ?? [])
      if (required && where !== "path" && !parameters.some((one) => one.name === name))
        parameters.push({ name, in: where, value: sampleOf(this.parts.schemas, schema, name) });
    const [contentType, schema] = bodyOf(details) ?? [];
    const payload =
      contentType === undefined || schema === undefined
        ? undefined
        : this.payload(operation, details, sampleOf(this.parts.schemas, schema, "", this.linked(operation)));
    const whole = isObject(payload) ? { ...payload, ...body } : payload;
    return {
      ...(parameters.length === 0 ? {} : { parameters }),
      ...(contentType === undefined || whole === undefined
        ? {}
        : { requestBody: { contentType, payload: whole } }),
    };
  }

  /** A change changes something: one text that nothing else decides. */
  private payload(operation: Operation, details: Details | undefined, sample: Json): Json {
    const [, schema] = bodyOf(details) ?? [];
    if (operation.kind !== "update" || !isObject(sample) || !schema || details?.body?.wrapper !== undefined)
      return sample;
    const members = Object.entries(opened(this.parts.schemas, schema).properties ?? {});
    const [name, member] =
      members.find(
        ([name, { type, format, pattern, enum: choices, readOnly }]) =>
          type?.[0] === "string" && !format && !pattern && !choices && !readOnly && !/id$|_id|Id$/.test(name),
      ) ?? [];
    if (name === undefined) return sample;
    const text = "Changed by a workflow".slice(0, member?.maxLength);
    return { ...sample, [name]: text };
  }

  /** Members that are keys of other records: those are created first. */
  private linked(operation: Operation): (name: string) => string | undefined {
    const references = this.index.resources[operation.resource ?? ""]?.references ?? [];
    return (name) => {
      const target = references.find((one) => one.property === name);
      if (!target) return undefined;
      if (target.known?.[0] !== undefined) return target.known[0];
      return canMake(this.index, target.resource) && target.resource !== operation.resource
        ? this.make(target.resource)
        : undefined;
    };
  }

  private criteriaOf(operation: Operation, details: Details, resource: string, id: string): Criterion[] {
    const status: Criterion = { condition: `$statusCode == ${details.answer.status}` };
    if (operation.kind === "read") {
      const at = this.shown(details, this.index.resources[resource]?.identity.property ?? "id");
      return at === undefined ? [status] : [status, { condition: `${at} == ${id}` }];
    }
    if (operation.kind !== "update") return [status];
    return [status, ...this.echoes(details, this.request(operation, details).requestBody?.payload)];
  }

  /** Texts that were sent and that the answer shows under the same name. */
  private echoes(details: Details, payload: Json | undefined): Criterion[] {
    if (!isObject(payload)) return [];
    return Object.entries(payload).flatMap(([name, value]) => {
      const at = typeof value === "string" && !value.startsWith("$") ? this.shown(details, name) : undefined;
      return at === undefined ? [] : [{ condition: `${at} == $request.body#${pointerOf(name)}` }];
    });
  }

  private keyIn(resource: string, details: Details): string {
    const property = this.index.resources[resource]?.identity.property ?? "id";
    return this.shown(details, property) ?? `$response.body#/${property}`;
  }

  /** Where an answer shows a member of its record; undefined where its schema has none. */
  private shown({ answer }: Details, member: string): string | undefined {
    const { envelope, schema } = answer;
    const path = envelope.kind === "wrapped" ? envelope.path : envelope.kind === "bare" ? [] : undefined;
    if (!path || !schema || /[^\w-]/.test(member)) return undefined;
    let here = opened(this.parts.schemas, schema);
    for (const name of [...path, member]) {
      const next = here.properties?.[name];
      if (!next || next.writeOnly) return undefined;
      here = opened(this.parts.schemas, next);
    }
    return `$response.body#${pointerOf(...path, member)}`;
  }
}

/** JSON where it is taken, else the first media type that says what its members are. */
function bodyOf(details: Details | undefined): [string, Details["parameters"][number]["schema"]] | undefined {
  const contents = Object.entries(details?.body?.contents ?? {});
  return contents.find(([media]) => /[/+]json$/.test(media)) ?? contents[0];
}

const withinOf = (move: Move): string =>
  `PT${Math.max(10, move.by === "time" ? Math.ceil(move.afterMs / 1000) * 2 : 0)}S`;

const spoken = (name: string): string => name.replaceAll(/[_-]/g, " ");
const sentence = (text: string): string => {
  const words = spoken(text);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};
