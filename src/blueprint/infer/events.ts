// The events an API sends (R48), which change of which resource each one announces, what its payload looks like
// (R49), and which calls may name a callback URL of their own.
import { type Json, asObject, asString } from "#lib/json.ts";
import { flat, singular, wordsOf } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Schema } from "../format/schema.ts";
import type { EventPlan } from "../format/blueprint.ts";
import type { RawOperation } from "../read/operations.ts";
import type { ResourceCandidate } from "./resources.ts";
import type { Node, Source } from "../read/source.ts";
import { isLike, objectView } from "./payload-views.ts";

const VERBS: Record<string, string> = {
  created: "created",
  create: "created",
  new: "created",
  added: "created",
  opened: "created",
  updated: "updated",
  update: "updated",
  changed: "updated",
  edited: "updated",
  modified: "updated",
  deleted: "deleted",
  delete: "deleted",
  removed: "deleted",
};

const SUBSCRIPTION =
  /^(webhook|hook|webhookendpoint|webhooksubscription|notificationendpoint|subscription)s?$/;
const EVENT_LIST = /^(events?|enabledevents|eventtypes?|topics?|triggers)$/;
const EVENT_SCHEMA = /(Event|Webhook|Notification|WebhookPayload)$/;
const TAG = /^(type|event|eventtype|eventname|topic|name)$/;
const MAX_DECLARED = 1000;

type Declared = { name: string; schema?: Schema };

export function readEvents(
  source: Source,
  table: SchemaNormaliser,
  found: readonly ResourceCandidate[],
): Pick<EventPlan, "names" | "declared" | "shapes"> {
  const declared = new Map<string, Declared>();
  const add = (one: Declared): void => {
    const before = declared.get(one.name);
    if (declared.size < MAX_DECLARED && (!before || (!before.schema && one.schema)))
      declared.set(one.name, one);
  };
  for (const one of [...fromWebhooks(source, table), ...fromCallbacks(source, table)]) add(one);
  for (const one of [...fromSubscriptions(table, found), ...fromSchemas(source, table)]) add(one);
  const names: EventPlan["names"] = {};
  const shapes: EventPlan["shapes"] = {};
  for (const { name, schema } of declared.values()) {
    const meant = meaningOf(name, found);
    if (!meant) continue;
    const key = `${meant.resource.name} ${meant.verb}`;
    if (names[key] !== undefined) continue;
    names[key] = name;
    const place = schema && placeOf(table, schema, meant.resource);
    if (schema && place) shapes[name] = { schema, data: place };
  }
  return { names, declared: [...declared.keys()], shapes };
}

function fromWebhooks(source: Source, table: SchemaNormaliser): Declared[] {
  const root = { value: source.root, at: "" };
  return ["webhooks", "x-webhooks"].flatMap((key) =>
    source.entries(root, key).map(([name, node]) => {
      const post = source.child(node, "post");
      return { name: asString(post.value["x-event-name"]) ?? name, ...bodyOf(source, table, post) };
    }),
  );
}

/** `callbacks` of operations: the name of each is what happened. */
function fromCallbacks(source: Source, table: SchemaNormaliser): Declared[] {
  const root = { value: source.root, at: "" };
  const declared: Declared[] = [];
  for (const [path, item] of source.entries(root, "paths"))
    for (const method of path.startsWith("/") ? ["post", "put", "patch"] : [])
      for (const [name, callback] of source.entries(source.child(item, method), "callbacks"))
        for (const expression of Object.keys(callback.value)) {
          const post = source.child(source.child(callback, expression), "post");
          declared.push({ name, ...bodyOf(source, table, post) });
        }
  return declared;
}

function bodyOf(source: Source, table: SchemaNormaliser, operation: Node): { schema?: Schema } {
  const content = source.child(source.child(operation, "requestBody"), "content");
  const media = Object.keys(content.value)[0];
  const raw = media === undefined ? undefined : asObject(content.value[media])["schema"];
  return raw === undefined ? {} : { schema: table.take(raw, `${content.at}/${media ?? ""}/schema`) };
}

/** The closed list of events that a subscription of the API itself offers. */
function fromSubscriptions(table: SchemaNormaliser, found: readonly ResourceCandidate[]): Declared[] {
  return found
    .filter((one) => SUBSCRIPTION.test(flat(one.name)))
    .flatMap((one) => Object.entries(one.object.properties ?? {}))
    .flatMap(([name, property]) => {
      if (!EVENT_LIST.test(flat(name))) return [];
      const open = table.resolve(property);
      const values = open.enum ?? table.resolve(open.items ?? {}).enum ?? [];
      return values.flatMap((value) =>
        typeof value === "string" && /[._-]/.test(value) ? [{ name: value }] : [],
      );
    });
}

/** Schemas called `…Event`, by the one value their tag can have. */
function fromSchemas(source: Source, table: SchemaNormaliser): Declared[] {
  const components = source.child({ value: source.root, at: "" }, "components");
  const raw = source.child(components, "schemas").value;
  return Object.keys(raw).flatMap((key) => {
    if (!EVENT_SCHEMA.test(key)) return [];
    const schema = table.take({ $ref: `#/components/schemas/${key}` }, "/components/schemas");
    const tags = Object.entries(objectView(table, schema)?.object.properties ?? {}).flatMap(
      ([name, property]) => {
        const open = table.resolve(property);
        const only: Json | undefined = open.const ?? (open.enum?.length === 1 ? open.enum[0] : undefined);
        return TAG.test(flat(name)) && typeof only === "string" && /[._-]/.test(only) ? [only] : [];
      },
    );
    return tags.map((name) => ({ name, schema }));
  });
}

/** `order.line_item.created` → the resource and the verb it speaks of. What stays ambiguous is only sent by hand. */
function meaningOf(
  name: string,
  found: readonly ResourceCandidate[],
): { resource: ResourceCandidate; verb: string } | undefined {
  const words = wordsOf(name);
  const verbs = words.map((word) => VERBS[word] ?? (/(ed|paid|sent)$/.test(word) ? word : undefined));
  const at = verbs.findLastIndex((word) => word !== undefined);
  const verb = verbs[at];
  if (verb === undefined) return undefined;
  const noun = words
    .filter((_, i) => i !== at)
    .map(singular)
    .join("");
  const plain = found.filter((one) => !one.singleton);
  const resource =
    plain.find((one) => flat(one.name) === noun) ??
    plain.find((one) => noun.endsWith(flat(one.name)) && flat(one.name).length > 3);
  return resource && { resource, verb };
}

/** Where the record stands in the payload: at its root, or under the member that is like it, up to two levels down. */
function placeOf(table: SchemaNormaliser, schema: Schema, resource: ResourceCandidate): string[] | undefined {
  const view = objectView(table, schema);
  if (!view) return undefined;
  if (isLike(view, resource)) return [];
  const members = Object.entries(view.object.properties ?? {});
  for (const [name, property] of members) {
    const inner = objectView(table, property);
    if (inner && (flat(name) === flat(resource.name) || isLike(inner, resource))) return [name];
  }
  const data = members.find(([name]) => /^(data|payload|object|resource|detail)$/i.test(name));
  const inner = data && objectView(table, data[1]);
  if (!data) return undefined;
  const deeper = Object.entries(inner?.object.properties ?? {}).find(
    ([name, property]) =>
      name === "object" || flat(name) === flat(resource.name) || isLikeAt(table, property, resource),
  );
  return deeper ? [data[0], deeper[0]] : [data[0]];
}

function isLikeAt(table: SchemaNormaliser, property: Schema, resource: ResourceCandidate): boolean {
  const view = objectView(table, property);
  return view !== undefined && isLike(view, resource);
}

const CALLBACK =
  /^(statuscallback|statuscallbackurl|webhook|webhookurl|callback|callbackurl|callbackuri|notificationurl|notifyurl|hookurl|statusurl)$/;

/** Where a call may name a URL that is told of what becomes of its record (R48): its `callbacks` say so outright (R37). */
export function callbackOf(
  table: SchemaNormaliser,
  operation: RawOperation,
): { name: string; in: "query" | "body" } | undefined {
  const expression = operation.callbacks
    .map((one) => /^\{\$request\.(body#\/|query\.)([^}/]+)\}/.exec(one))
    .find((one) => one !== null);
  if (expression) return { name: expression[2] ?? "", in: expression[1] === "query." ? "query" : "body" };
  const body = objectView(table, Object.values(operation.body?.contents ?? {})[0])?.object;
  const member = Object.entries(body?.properties ?? {}).find(
    ([name, schema]) => CALLBACK.test(flat(name)) && table.resolve(schema).type?.includes("string"),
  );
  if (member) return { name: member[0], in: "body" };
  const parameter = operation.parameters.find((one) => one.in === "query" && CALLBACK.test(flat(one.name)));
  return parameter && { name: parameter.name, in: "query" };
}
