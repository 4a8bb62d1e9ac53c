// The full round trip of a collection: an unknown id is 404; two creates with two ids; GET gives every posted value back;
// the list holds both; an update shows; after the delete it is gone.
import { asObject, textOf } from "#lib/json.ts";
import { type Client } from "./client.ts";
import { type Call, type Document, open } from "./document.ts";
import { idsIn } from "./ids.ts";
import { filtersOf, isList, missingFrom } from "./listing.ts";
import { lostValue } from "./lost.ts";
import { type Verdict, brief, fault, isRefusal, makeOne, withNames } from "./made.ts";
import { withOwnKey } from "./own-key.ts";
import { isVariant, plain } from "./places.ts";
import { makeValue } from "./requests.ts";

export type Round = { create: Call; read: Call; parameter: string };

/** Every collection that can be created in and read from. */
export function roundsOf(document: Document): Round[] {
  return document.calls.flatMap((create): Round[] => {
    if (create.method !== "POST" || isVariant(create.path) || /\}(\.json)?\/?$/.test(create.path)) return [];
    if (isSearch(document, create)) return [];
    const read = document.calls.find(
      (one) =>
        one.method === "GET" &&
        plain(one.path).replace(/\/\{\}$/, "") === plain(create.path) &&
        /\}(\.json)?\/?$/.test(one.path),
    );
    const parameter = read && /\{([^}]+)\}(\.json)?\/?$/.exec(read.path)?.[1];
    // What has records below one more parameter is a part of the collection, no record.
    const isPart = document.calls.some((one) => plain(one.path) === `${plain(read?.path ?? "")}/{}`);
    return read && !isPart && parameter !== undefined && !/\/\{[^}]*\}[^/]*\{/.test(read.path)
      ? [{ create, read, parameter }]
      : [];
  });
}

/** A POST that takes a page's size or cursor asks for records, it makes none. */
const isSearch = (document: Document, { body }: Call): boolean =>
  Object.keys(asObject(open(document, body?.schema)["properties"])).some((name) =>
    /^(next_?token|page_?token|max_?results)$/i.test(name),
  );

export async function roundTrip(client: Client, { create, read, parameter }: Round): Promise<Verdict> {
  const { ids: above, madeAll } = await client.idsFor(create.path);
  if (!madeAll) return { ok: "aside", cause: "a parent cannot be made" };
  const nobody = await client.ask(read, { ...above, [parameter]: unknownId(client, read, parameter) });
  if (nobody.status !== 404 && nobody.status !== 410 && !isRefusal(nobody))
    return fault("an unknown id is not 404", brief(nobody));

  const list = client.find("GET", create.path);
  const filters = filtersOf(list);
  const first = await makeOne(client, create, read, parameter, above, filters);
  if ("ok" in first) return first;
  const second = await makeOne(client, create, read, parameter, above, filters);
  if ("ok" in second) return second;
  if (first.id === second.id) return fault("two records have one id", first.id);
  for (const one of [first, second]) {
    const lost = lostValue(client.document, create, read, one.sent, one.got.body);
    if (lost)
      return fault(
        lost.cause,
        `${lost.detail} sent ${JSON.stringify(one.sent).slice(0, 400)} got ${brief(one.got)}`,
      );
  }
  if (list && isList(client, list, read, parameter)) {
    const missing = await missingFrom(client, list, parameter, above, [first, second]);
    if (missing !== undefined) return fault(missing.cause, missing.detail);
  }
  const here = { ...above, [parameter]: first.id };
  const changed = await change(client, read, here);
  if (changed) return changed;
  const remove = client.find("DELETE", read.path);
  if (!remove) return { ok: true };
  const gone = await client.ask(remove, withNames(remove, read, here), await client.bodyFor(remove));
  if (gone.status >= 300) return fault(`delete answered ${gone.status}`, brief(gone));
  const after = await client.ask(read, here);
  const ended =
    after.status === 404 ||
    after.status === 410 ||
    isRefusal(after) ||
    /"(deleted|is_deleted|archived|isDeleted)":true|"(cancell?ed|deleted|archived)"/i.test(after.text);
  return ended ? { ok: true } : fault("it is there after its delete", brief(after));
}

function unknownId(client: Client, read: Call, parameter: string): string {
  const declared = read.parameters.find((one) => one.in === "path" && one.name === parameter);
  const schema = open(client.document, declared?.schema ?? {});
  const types = [schema["type"]].flat();
  if (types.includes("integer") || types.includes("number")) return "987654321";
  if (schema["enum"] !== undefined) return "nothing-of-that-name";
  const { example: _example, default: _default, examples: _examples, ...rest } = schema;
  return textOf(makeValue(client.document, client.random, { type: "string", ...rest }, "unknown"));
}

async function change(
  client: Client,
  read: Call,
  here: Record<string, string>,
): Promise<Verdict | undefined> {
  const update = ["PATCH", "PUT", "POST"]
    .map((method) => client.find(method, read.path))
    .find((one) => one !== undefined);
  if (!update?.body) return undefined;
  const before = await client.ask(read, here);
  const body = withOwnKey(await client.bodyFor(update), before.body, Object.values(here).at(-1) ?? "");
  const answer = await client.ask(update, withNames(update, read, here), body);
  if (answer.status >= 300 || isRefusal(answer))
    return fault(
      `update answered ${answer.status}`,
      `${brief(answer)} sent ${JSON.stringify(body ?? null).slice(0, 600)}`,
    );
  const got = await client.ask(read, here);
  if (got.status >= 300) {
    // An update may have given it another name.
    const renamed = idsIn(got, body, Object.keys(here).at(-1) ?? "", read.path);
    for (const id of renamed.slice(0, 4)) {
      const again = await client.ask(read, { ...here, [Object.keys(here).at(-1) ?? ""]: id });
      if (again.status < 300) {
        Object.assign(here, { [Object.keys(here).at(-1) ?? ""]: id });
        return undefined;
      }
    }
    return fault(`get after the update answered ${got.status}`, brief(got));
  }
  const lost = lostValue(client.document, update, read, body, got.body);
  return (
    lost &&
    fault(
      `the update does not show: ${lost.cause}`,
      `${lost.detail} sent ${JSON.stringify(body ?? null).slice(0, 400)} got ${brief(got)}`,
    )
  );
}
