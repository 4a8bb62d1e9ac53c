// Functions that sandbox.yaml declares, effects that are several for each item, and what a value keeps on its way through an expression.
import { beforeAll, describe, expect, it } from "vitest";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";

const json = (schema: unknown) => ({ "application/json": { schema } });
const ok = (schema: unknown) => ({ "200": { description: "ok", content: json(schema) } });
const ANYTHING = { type: "object", additionalProperties: true };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
const listOf = (name: string) =>
  ok({ type: "object", properties: { data: { type: "array", items: ref(name) } } });
const declared = { post: { requestBody: { content: json(ANYTHING) }, responses: ok(ANYTHING) } };

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Rules", version: "1" },
  paths: {
    "/decisions": declared,
    "/endless": declared,
    "/echoes": declared,
    "/shares": declared,
    "/imports": declared,
    "/many": declared,
    "/rings": declared,
    "/members": { get: { responses: listOf("Member") } },
    "/members/{id}": { get: { parameters: [id], responses: ok(ref("Member")) } },
    "/by-name/{name}": {
      post: { ...declared.post, parameters: [{ ...id, name: "name" }] },
    },
    "/visits": { get: { responses: listOf("Visit") } },
    "/visits/{id}": { get: { parameters: [id], responses: ok(ref("Visit")) } },
  },
  components: {
    schemas: {
      Member: {
        type: "object",
        required: ["id"],
        properties: { id: { type: "string" }, names: { type: "array", items: { type: "string" } } },
      },
      Visit: {
        type: "object",
        required: ["id"],
        properties: { id: { type: "string" }, member: { type: "string" }, facts: ANYTHING },
      },
    },
  },
};

const FILE = `
functions:
  share: { takes: [text], gives: "double(hex(hash.sha1(args.text).substring(0, 15))) / 1152921504606846975.0" }
  allows: { takes: [rule, person], gives: "has(args.rule.any) ? args.rule.any.exists(one, functions.call('allows', one, args.person)) : args.person[args.rule.member] == args.rule.is" }
  numbers: { takes: [from, to], gives: "args.from == args.to ? [args.from] : cel.bind(middle, (args.from + args.to) / 2, functions.call('numbers', args.from, middle) + functions.call('numbers', middle + 1, args.to))" }
  endless: { takes: [n], gives: "functions.call('endless', args.n + 1)" }
  blind: { gives: "has(body.rule)" }
resources:
  member: { seed: 0, lookup_by: ["next.names[0]"] }
  visit: { seed: 0, maps: [facts] }
effects:
  known: { when: "records.holding('member', 'names', item.name).size() == 0", create: member, set: { names: "[item.name]" } }
  told:
    when: has(item.alias)
    effects:
      - { update: member, where: { id: "records.holding('member', 'names', item.name)[0].id" }, set: { names: "record.names + [item.alias]" } }
  ring: { effects: [known, ring] }
  kept: { create: visit, set: { member: "records.holding('member', 'names', item.name)[0].id", facts: item.facts } }
operations:
  "POST /by-name/{name}":
    resource: member
    returns: { id: record.id, asked: "request.method + ' ' + request.path", body: request.body, header: "request.headers['x-mine']", open: "request.open != request.base" }
  "POST /decisions": { returns: { allowed: "functions.call('allows', body.rule, body.person)", sees: functions.call('blind') } }
  "POST /echoes": { responds: { status: body.status, media: body.media }, returns: body.text }
  "POST /endless": { returns: { n: "functions.call('endless', 1)" } }
  "POST /shares":
    returns:
      share: "functions.call('share', body.text)"
      picked: "pick(body.items, 'share', functions.call('share', body.text)).name"
      at: "position(['a', 'b'], 'b')"
      number: "number(body.text) == null"
      found: "search(body.text, '[0-9]+')"
      numbers: "functions.call('numbers', 1, 9)"
      broken: "search(body.text, '(')"
      merged: "merge(body.items[0], object([['more', parse('[1]')]]))"
  "POST /many":
    cases: [{ effects: [{ for_each: body.items, when: "functions.call('numbers', 1, 4096).size() == 0", create: member }] }]
    returns: { kept: "records.count('member', {})" }
  "POST /rings": { cases: [{ effects: [{ for_each: body.items, effects: [ring] }] }], returns: {} }
  "POST /imports": { cases: [{ effects: [{ for_each: body.items, effects: [known, told, kept] }] }], returns: {} }
`;

describe("functions that sandbox.yaml declares", () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await openTestSandbox({ document: DOCUMENT, sandboxFile: FILE });
  });
  const post = (path: string, body: unknown) => sandbox.api("POST", path, body);

  it("see their arguments, may call themselves, and see nothing of the call", async () => {
    const rule = { any: [{ member: "city", is: "Graz" }, { any: [{ member: "plan", is: "gold" }] }] };
    const asked = async (person: object) => (await post("/decisions", { rule, person })).body;
    expect(await asked({ city: "Wien", plan: "gold" })).toEqual({ allowed: true, sees: false });
    expect(await asked({ city: "Wien", plan: "free" })).toEqual({ allowed: false, sees: false });
  });

  it("end in a clear error where one calls itself without an end", async () => {
    const { status, body } = await post("/endless", {});
    expect([status, body.sandbox_error]).toEqual([500, "behaviour_failed"]);
    expect(body.message).toContain("'endless' calls itself too often");
  });

  it("are called so often in one call of the API, wherever its expressions stand", async () => {
    expect((await post("/many", { items: [1, 2] })).status).toBe(200);
    const { status, body } = await post("/many", { items: [1, 2, 3, 4, 5, 6, 7] });
    expect([status, body.sandbox_error]).toEqual([500, "behaviour_failed"]);
    expect(body.message).toContain("More than 50000 calls of functions");
  });

  it("and effects that stand in one another without an end are refused, and leave nothing", async () => {
    const { status, body } = await post("/rings", { items: [{ name: "nobody" }] });
    expect([status, body.sandbox_error]).toEqual([500, "behaviour_failed"]);
    expect(body.message).toContain("8 deep in one another");
    expect((await sandbox.api("GET", "/members")).body.data).toEqual([]);
  });

  it("an answer may have a status and a media type of its own, and is a text as it is", async () => {
    const sent = { status: 418, media: "text/csv", text: "a,b" };
    const answer = await post("/echoes", sent);
    expect([answer.status, answer.text, answer.headers.get("content-type")]).toEqual([
      418,
      "a,b",
      "text/csv",
    ]);
    expect((await post("/echoes", { ...sent, status: 9 })).status).toBe(200);
  });

  it("share out by a hash, pick by shares, and read texts leniently", async () => {
    const items = [
      { name: "first", share: 50 },
      { name: "second", share: 50 },
    ];
    const { body } = await post("/shares", { text: "flag.user-1", items });
    expect(body).toMatchObject({ at: 1, number: true, found: true, broken: false });
    // What one call binds is its own, however often the function has called itself meanwhile.
    expect(body.numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(body.share).toBeGreaterThanOrEqual(0);
    expect(body.picked).toBe(body.share < 0.5 ? "first" : "second");
    expect(body.merged).toEqual({ name: "first", share: 50, more: [1] });
  });

  it("several effects are taken in order for each item, and later items see what earlier ones did", async () => {
    const items = [
      { name: "ada", alias: "countess", facts: { a: null, b: [null, 1] } },
      { name: "countess", facts: {} },
      { name: "grace", facts: {} },
    ];
    expect((await post("/imports", { items })).status).toBe(200);
    const members = (await sandbox.api("GET", "/members")).body.data;
    expect(members.map((one: { names: string[] }) => one.names)).toEqual([["ada", "countess"], ["grace"]]);
    const visits = (await sandbox.api("GET", "/visits")).body.data;
    expect(visits.map((one: { member: string }) => one.member)).toEqual([
      members[0].id,
      members[0].id,
      members[1].id,
    ]);
    // What passes through an expression as a whole keeps its nulls.
    expect(visits[0].facts).toEqual({ a: null, b: [null, 1] });
  });

  it("an operation may be about a record that its path names by another key, and sees the request itself", async () => {
    const headers = { "x-mine": "yes", "content-type": "application/json" };
    const { body } = await sandbox.api("POST", "/by-name/ada", { a: 1 }, headers);
    const [ada] = (await sandbox.api("GET", "/members")).body.data;
    expect(body).toEqual({
      id: ada.id,
      asked: "POST /by-name/ada",
      body: '{"a":1}',
      header: "yes",
      open: true,
    });
    expect((await sandbox.api("POST", "/by-name/nobody", {})).status).toBe(404);
  });

  it("find committed records by a value in a list, too", async () => {
    await post("/imports", { items: [{ name: "countess", facts: {} }] });
    expect((await sandbox.api("GET", "/members")).body.data).toHaveLength(2);
  });
});
