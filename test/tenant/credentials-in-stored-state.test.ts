// Nothing that is a credential is ever stored: after each kind of call all tables are searched for the caller's key.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, admin, callerOf, openTestSandbox, send } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";
import { placesOfKey, storedState } from "../support/stored-state.ts";
import { rows } from "../support/tenant.ts";

const text = { type: "string" };
const note = { type: "object", required: ["id", "text"], properties: { id: text, text, token: text } };
const given = { type: "object", required: ["text"], properties: { text, token: text } };
const base = documentOf(
  {
    "POST /notes": { body: given, answer: note, status: 201 },
    "GET /notes": { answer: { type: "array", items: note }, query: { api_key: text, q: text } },
    "GET /notes/{id}": { answer: note },
    "PATCH /notes/{id}": { body: { type: "object", properties: { text, token: text } }, answer: note },
    "DELETE /notes/{id}": {},
    "POST /files": { answer: { type: "object", required: ["id"], properties: { id: text } }, status: 201 },
  },
  {
    security: [{ bearer: [] }, { basic: [] }, { header: [] }, { query: [] }],
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        basic: { type: "http", scheme: "basic" },
        header: { type: "apiKey", in: "header", name: "X-Api-Key" },
        odd: { type: "apiKey", in: "header", name: "X-Odd" },
        query: { type: "apiKey", in: "query", name: "api_key" },
      },
    },
  },
);
const paths = base["paths"] as any;
paths["/files"].post.requestBody = {
  required: true,
  content: {
    "multipart/form-data": {
      schema: { type: "object", properties: { file: { type: "string", format: "binary" }, memo: text } },
    },
  },
};
paths["/notes"].post.requestBody.content["application/x-www-form-urlencoded"] = { schema: given };
const sources = {
  document: base,
  sandboxFile:
    "key: { prefix: nt, places: [{ kind: bearer }, { kind: basic }, { kind: header, name: X-Api-Key }, { kind: header, name: X-Odd }, { kind: query, name: api_key }, { kind: body, name: token }] }",
};
const json = { "content-type": "application/json" };

type Call = { method?: string; path?: string; headers?: Record<string, string>; body?: string | FormData };

async function open(): Promise<TestSandbox & { raw: (call: Call) => ReturnType<typeof send> }> {
  const testSandbox = await openTestSandbox(sources);
  const raw = ({ method = "GET", path = "/notes", ...init }: Call) =>
    send(`${testSandbox.host}${path}`, { method, ...init });
  return { ...testSandbox, raw };
}

/** Writes what waits, and answers where the key lies. */
async function search(testSandbox: TestSandbox): Promise<string[]> {
  await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/${testSandbox.slug}/log`);
  return placesOfKey(await storedState(testSandbox), testSandbox.key);
}
const logOf = async (testSandbox: TestSandbox): Promise<any> =>
  (
    await rows<any>(
      testSandbox,
      "SELECT id, path, why, reason_facts, request_headers, CAST(request_body AS TEXT) AS request_body, response_headers, response_body, place FROM requests ORDER BY seq DESC LIMIT 1",
    )
  )[0];
const percent = (key: string) =>
  Array.from(key)
    .map((char) => `%${char.charCodeAt(0).toString(16)}`)
    .join("");
const idOf = async (testSandbox: TestSandbox): Promise<string> =>
  (await env.DB.prepare(
    "SELECT id FROM keys WHERE last4 = ? AND owner IN (SELECT id FROM sandboxes WHERE partner = ?)",
  )
    .bind(testSandbox.key.slice(-4), testSandbox.partner.partner)
    .first<string>("id")) ?? "";

describe("the stored state", () => {
  const calls: [string, number, (key: string) => Call][] = [
    ["as a bearer token", 200, (key) => ({ headers: { authorization: `Bearer ${key}` } })],
    ["in Basic credentials", 200, (key) => ({ headers: { authorization: `Basic ${btoa(`${key}:`)}` } })],
    ["as a Basic password", 200, (key) => ({ headers: { authorization: `Basic ${btoa(`user:${key}`)}` } })],
    ["in X-Api-Key", 200, (key) => ({ headers: { "x-api-key": key } })],
    ["in a header of another name", 200, (key) => ({ headers: { "x-odd": key } })],
    ["in the query", 200, (key) => ({ path: `/notes?api_key=${key}` })],
    ["percent-encoded in the query", 200, (key) => ({ path: `/notes?api_key=${percent(key)}` })],
    [
      "in a field of a JSON body",
      201,
      (key) => ({ method: "POST", headers: json, body: JSON.stringify({ text: "a", token: key }) }),
    ],
    [
      "in a form",
      201,
      (key) => ({
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: `text=a&token=${key}`,
      }),
    ],
    [
      "in Authorization and once more in the path, the query, a header and the referrer",
      404,
      (key) => ({
        path: `/notes/${key}?q=${percent(key)}&z=${btoa(`x${key}`)}`,
        headers: {
          authorization: `Bearer ${key}`,
          "x-any": `before${key}after`,
          "x-b64": btoa(`ab${key}`),
          referer: `http://app.example/?k=${key}`,
        },
      }),
    ],
    [
      "in a body that is refused",
      400,
      (key) => ({
        method: "POST",
        headers: { ...json, authorization: `Bearer ${key}` },
        body: JSON.stringify({ [key]: 1, token: 5, note: `\n${key}` }),
      }),
    ],
    [
      "in a body that cannot be read",
      400,
      (key) => ({
        method: "POST",
        headers: { ...json, authorization: `Bearer ${key}` },
        body: `{"text":"${key}`,
      }),
    ],
    [
      "in a path that is no route, and a scenario that does not exist",
      404,
      (key) => ({
        path: `/nowhere/${key}`,
        headers: { authorization: `Bearer ${key}`, "x-sandbox-scenario": key },
      }),
    ],
    [
      "beside a scenario",
      409,
      (key) => ({
        headers: { authorization: `Bearer ${key}`, "x-sandbox-scenario": "conflict", "x-k": key },
      }),
    ],
    [
      "and as idempotency key",
      400,
      (key) => ({
        method: "POST",
        headers: { ...json, authorization: `Bearer ${key}`, "idempotency-key": key },
        body: "{}",
      }),
    ],
    [
      "beside an upload",
      201,
      (key) => {
        const form = new FormData();
        form.set("memo", `paid with ${key}`);
        form.set("file", new File([Uint8Array.of(0, 255, 254, 128, 10)], "a.bin"));
        return { method: "POST", path: "/files", headers: { authorization: `Bearer ${key}` }, body: form };
      },
    ],
  ];

  it.each(calls)("has no key in it after a call with one %s", async (_, status, call) => {
    const testSandbox = await open();
    const answer = await testSandbox.raw(call(testSandbox.key));
    expect([answer.status, answer.text]).toEqual([status, expect.anything()]);
    const records = (place: string) => place !== "records.doc";
    expect((await search(testSandbox)).filter(records)).toEqual([]);
  });

  it("has no key of another sandbox in it, forged or good", async () => {
    const testSandbox = await open();
    const other = await open();
    const forged = `${testSandbox.key.slice(0, -1)}${testSandbox.key.endsWith("a") ? "b" : "a"}`;
    await testSandbox.raw({ headers: { authorization: `Bearer ${forged}` } });
    await testSandbox.raw({
      headers: { authorization: `Bearer ${testSandbox.key}`, "x-other": other.key, "x-forged": forged },
    });
    await search(testSandbox);
    const state = await storedState(testSandbox);
    expect([other.key, forged].flatMap((key) => placesOfKey(state, key))).toEqual([]);
    expect(JSON.parse((await logOf(testSandbox)).request_headers)).toContainEqual([
      "x-other",
      expect.stringMatching(/^\[nt_test key \w{13}\]$/),
    ]);
  });

  it("keeps what else is a credential by its header's name or by the API's own word for it out of the log", async () => {
    const testSandbox = await open();
    await testSandbox.raw({
      path: "/notes?api_key=someone-elses&access_token=tok-123&q=open",
      headers: {
        "x-api-key": testSandbox.key,
        authorization: "Bearer someone-elses",
        cookie: "session=someone-elses",
        "x-odd": "someone-elses",
        "x-hub-signature-256": "someone-elses",
      },
    });
    await testSandbox.raw({
      method: "POST",
      headers: { ...json, "x-api-key": testSandbox.key },
      body: JSON.stringify({ token: "someone-elses", client_secret: "someone-elses", text: "open" }),
    });
    await search(testSandbox);
    const state = (await storedState(testSandbox)).filter(({ where }) => where.startsWith("requests."));
    expect(
      state
        .filter((one) => /someone-elses|tok-123/.test(one.text))
        .map(({ where, text: all }) => [where, all]),
    ).toEqual([]);
    expect(state.some((one) => one.text.includes("q=open"))).toBe(true);
  });

  it("names the key by its id, and where it stood", async () => {
    const testSandbox = await open();
    const shown = `[nt_test key ${await idOf(testSandbox)}]`;
    await testSandbox.raw({ path: `/notes?q=1&api_key=${testSandbox.key}` });
    await search(testSandbox);
    expect(await logOf(testSandbox)).toMatchObject({
      path: `/notes?q=1&api_key=${shown}`,
      place: '{"kind":"query","name":"api_key"}',
    });
    await testSandbox.raw({ headers: { authorization: `Basic ${btoa(`${testSandbox.key}:`)}` } });
    await search(testSandbox);
    const row = await logOf(testSandbox);
    expect(JSON.parse(row.request_headers)).toContainEqual(["authorization", `Basic ${shown}`]);
    expect(row.place).toBe('{"kind":"basic"}');
  });

  it("has a key that a caller puts into a record in that record alone; webhooks and what was before come without", async () => {
    const testSandbox = await open();
    const hook = receiver();
    await testSandbox.partner.call("POST", `/api/v1/sandboxes/default/${testSandbox.slug}/endpoints`, {
      url: hook.url,
      events: [],
    });
    const made = await testSandbox.api("POST", "/notes", { text: `mine is ${testSandbox.key}` });
    expect(made.body.text).toBe(`mine is ${testSandbox.key}`);
    await testSandbox.api("PATCH", `/notes/${made.body.id}`, { text: `still ${testSandbox.key}` });
    expect((await testSandbox.api("GET", `/notes/${made.body.id}`)).body.text).toBe(
      `still ${testSandbox.key}`,
    );
    await expect.poll(() => hook.received.length, { timeout: 5000 }).toBe(2);
    expect(hook.received[0]?.body).toContain(`mine is [nt_test key ${await idOf(testSandbox)}]`);
    expect(await search(testSandbox)).toEqual(["records.doc"]);
    await testSandbox.api("DELETE", `/notes/${made.body.id}`);
    expect(await search(testSandbox)).toEqual([]);
  });

  it("has no key in an endpoint's answer, and none in a support link", async () => {
    const testSandbox = await open();
    const hook = receiver(() => new Response(`I was told ${testSandbox.key}`));
    await testSandbox.partner.call("POST", `/api/v1/sandboxes/default/${testSandbox.slug}/endpoints`, {
      url: hook.url,
      events: [],
    });
    const made = await testSandbox.api(
      "POST",
      "/notes",
      { text: testSandbox.key },
      { "x-note": testSandbox.key },
    );
    await expect.poll(() => rows(testSandbox, "SELECT * FROM attempts"), { timeout: 5000 }).toHaveLength(1);
    const request = made.headers.get("x-request-id") ?? "";
    const at = `/api/v1/sandboxes/default/${testSandbox.slug}/log/${request}`;
    const link = await testSandbox.partner.call("POST", `${at}/bundle`, { expiresIn: 60 });
    const shown = await send(link.body.url as string);
    expect(shown.body.call.changes[0].after.text).toBe(`[nt_test key ${await idOf(testSandbox)}]`);
    for (const answer of [shown, await testSandbox.partner.call("GET", at)])
      expect(placesOfKey([{ where: "answer", text: answer.text }], testSandbox.key)).toEqual([]);
    const deliveries = await testSandbox.partner.call(
      "GET",
      `/api/v1/sandboxes/default/${testSandbox.slug}/deliveries`,
    );
    expect(deliveries.text).not.toContain(testSandbox.key);
    expect(await search(testSandbox)).toEqual(["records.doc"]);
  });

  it("has an answer for a repeat without its keys, and the repeat gets them all the same", async () => {
    const testSandbox = await open();
    const body = {
      text: `${testSandbox.key} and ${btoa(`u:${testSandbox.key}`)} and [nt_test key abcdefghijklm]`,
    };
    const headers = { "idempotency-key": `for ${testSandbox.key}` };
    const first = await testSandbox.api("POST", "/notes", body, headers);
    expect(first.body.text).toBe(body.text);
    expect((await testSandbox.api("POST", "/notes", body, headers)).text).toBe(first.text);
    expect((await testSandbox.api("POST", "/notes", { text: "other" }, headers)).status).toBe(409);
    expect(await rows(testSandbox, "SELECT * FROM idempotency")).toHaveLength(1);
    expect(await search(testSandbox)).toEqual(["records.doc"]);
  });

  it("has no key after a trigger, a fork from before a call, a reset and an endpoint that names one", async () => {
    const testSandbox = await openTestSandbox({
      document: LIBRARY,
      sandboxFile: `${LIBRARY_BEHAVIOUR}\nlive: hosted`,
    });
    const { partner } = testSandbox.partner;
    await admin("POST", `/api/v1/live/${testSandbox.slug}/approvals`, { partner, plan: "pro" });
    const at = (path: string, sandbox = "default") =>
      `/api/v1/sandboxes/${sandbox}/${testSandbox.slug}/${path}`;
    const made = await testSandbox.api(
      "POST",
      "/v1/books",
      { title: testSandbox.key },
      { "x-k": testSandbox.key },
    );
    const changed = await testSandbox.api("PATCH", `/v1/books/${made.body.id}`, { title: "changed" });
    const triggered = await testSandbox.partner.call("POST", at("trigger"), {
      event: "book.published",
      record: made.body.id,
    });
    expect([triggered.status, triggered.text]).toEqual([201, expect.anything()]);
    const before = changed.headers.get("x-request-id");
    const fork = await testSandbox.partner.call("POST", at("forks"), { name: "was", before });
    expect([fork.status, fork.text]).toEqual([201, expect.anything()]);
    const copy = callerOf(testSandbox.host, fork.body.testApiKey.rawKey as string);
    const was = (await copy("GET", `/v1/books/${made.body.id}`)).body.title as string;
    expect(was).toMatch(/^lib_test_\w{70}$/);
    expect(was).not.toBe(testSandbox.key);
    const refused = await testSandbox.partner.call("POST", at("endpoints"), {
      url: `https://hooks.example/?key=${testSandbox.key}`,
      events: [],
    });
    expect(refused).toMatchObject({ status: 400, body: { sandbox_error: "invalid_request" } });
    expect(refused.text).not.toContain(testSandbox.key);
    const api = await env.DB.prepare("SELECT id FROM apis WHERE slug = ?")
      .bind(testSandbox.slug)
      .first<string>("id");
    const stub = env.TEST.getByName(`${fork.body.sandbox.id}:${api}`);
    expect(placesOfKey(await storedState(testSandbox, [stub]), testSandbox.key)).toEqual([]);
  });

  it("has the secret of a webhook subscription in its record and beside its endpoint, and not in the log", async () => {
    const hook = {
      type: "object",
      required: ["id", "url"],
      properties: { id: text, url: text, secret: text },
    };
    const testSandbox = await openTestSandbox({
      document: documentOf({
        "POST /webhooks": {
          body: { type: "object", required: ["url"], properties: { url: text, secret: text } },
          answer: hook,
          status: 201,
        },
        "GET /webhooks/{id}": { answer: hook },
      }),
    });
    const secret = "a-secret-of-the-callers-own";
    const made = await testSandbox.api("POST", "/webhooks", { url: "https://ok.webhook.test/", secret });
    expect(made.body.secret).toBe(secret);
    await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/${testSandbox.slug}/log`);
    const places = (await storedState(testSandbox)).filter((one) => one.text.includes(secret));
    expect(places.map((one) => one.where).sort()).toEqual(["endpoints.secret", "events.body", "records.doc"]);
    const shown = await testSandbox.partner.call(
      "GET",
      `/api/v1/sandboxes/default/${testSandbox.slug}/log/${made.headers.get("x-request-id")}`,
    );
    expect(shown.body.changes[0].after.secret).toBe("[redacted]");
    expect(shown.text).not.toContain(secret);
  });

  it("has no key after a call went to the provider's own origin", async () => {
    const hook = receiver();
    const testSandbox = await openTestSandbox({
      document: LIBRARY,
      sandboxFile: `key: { prefix: lib }\nlive: { upstream: "${hook.url}" }`,
    });
    await admin("POST", `/api/v1/live/${testSandbox.slug}/approvals`, {
      partner: testSandbox.partner.partner,
      credential: "their-secret",
    });
    const key = (await testSandbox.partner.call("POST", `/api/v1/live/${testSandbox.slug}/keys`, {})).body
      .rawKey as string;
    receiver(
      () => Response.json({ id: "real", echo: key, access_token: "given-by-provider" }, { status: 201 }),
      // The key ends here: what leaves does not carry it.
      `${hook.url}/v1/books`,
    );
    const live = callerOf(testSandbox.host, key);
    const made = await live(
      "POST",
      `/v1/books?k=${key}`,
      { title: key },
      { "x-note": key, "idempotency-key": "k" },
    );
    expect(made).toMatchObject({ status: 201, body: { echo: key } });
    expect((await live("POST", `/v1/books?k=${key}`, { title: key }, { "idempotency-key": "k" })).text).toBe(
      made.text,
    );
    const api = await env.DB.prepare("SELECT id FROM apis WHERE slug = ?")
      .bind(testSandbox.slug)
      .first<string>("id");
    const stub = env.LIVE.getByName(`${testSandbox.partner.partner}:${api}`);
    const state = await storedState(testSandbox, [stub]);
    expect(placesOfKey(state, key)).toEqual([]);
    expect(state.filter((one) => one.text.includes("their-secret")).map((one) => one.where)).toEqual([]);
    const logged = state.filter((one) => one.where.startsWith("requests."));
    expect(logged.some((one) => one.text.includes(`[lib_live key `))).toBe(true);
    expect(logged.filter((one) => one.text.includes("given-by-provider"))).toEqual([]);
  });
});

describe("a logged call sent once more", () => {
  const calls: [string, (key: string) => Call][] = [
    ["as a bearer token", (key) => ({ headers: { authorization: `Bearer ${key}` } })],
    ["in Basic credentials", (key) => ({ headers: { authorization: `Basic ${btoa(`${key}:`)}` } })],
    ["in X-Api-Key", (key) => ({ headers: { "x-api-key": key } })],
    ["in the query", (key) => ({ path: `/notes?api_key=${key}` })],
  ];
  const only: Record<string, string> = {
    "as a bearer token": "{ kind: bearer }",
    "in Basic credentials": "{ kind: basic }",
    "in X-Api-Key": "{ kind: header, name: X-Api-Key }",
    "in the query": "{ kind: query, name: api_key }",
  };

  it.each(calls)("is let in by the key where it stood: %s", async (name, call) => {
    const testSandbox = await openTestSandbox({
      document: { ...base, security: undefined, components: {} },
      sandboxFile: `key: { prefix: nt, places: [${only[name]}] }`,
    });
    const { path = "/notes", ...init } = call(testSandbox.key);
    const first = await send(`${testSandbox.host}${path}`, init);
    expect(first.status).toBe(200);
    const at = `/api/v1/sandboxes/default/${testSandbox.slug}/log/${first.headers.get("x-request-id")}`;
    const again = await testSandbox.partner.call("POST", `${at}/replay`);
    expect(again.body).toMatchObject({ status: 200 });
    const rehearsed = await testSandbox.partner.call(
      "POST",
      `/api/v1/sandboxes/default/${testSandbox.slug}/release-replay`,
      {
        release: "latest",
      },
    );
    expect(rehearsed.body).toMatchObject({ replayed: 2, breaking: 0 });
    expect(await search(testSandbox)).toEqual([]);
  });

  it("has a text of the key's form in every other place, and its own idempotency key", async () => {
    const testSandbox = await open();
    const first = await testSandbox.api(
      "POST",
      `/notes?q=${testSandbox.key}`,
      { text: testSandbox.key },
      { "idempotency-key": "once", "x-session-token": "secret" },
    );
    const at = `/api/v1/sandboxes/default/${testSandbox.slug}/log/${first.headers.get("x-request-id")}`;
    const again = await testSandbox.partner.call("POST", `${at}/replay`);
    expect(again.body.status).toBe(201);
    const list = (await testSandbox.api("GET", "/notes")).body as { id: string; text: string }[];
    const made = list.filter((one) => /^nt_test_\w{70}$/.test(one.text));
    expect(made).toHaveLength(2);
    expect(new Set(made.map((one) => one.text)).size).toBe(2);
    expect(
      await testSandbox.raw({
        headers: { authorization: `Bearer ${made.find((one) => one.text !== testSandbox.key)?.text}` },
      }),
    ).toMatchObject({ status: 401 });
  });
});

describe("a row from before calls were redacted when they are stored", () => {
  it("is redacted wherever it is shown, and can be sent again", async () => {
    const testSandbox = await open();
    const first = await testSandbox.api(
      "PATCH",
      `/notes/${(await testSandbox.api("POST", "/notes", { text: "a" })).body.id}`,
      {
        text: "b",
      },
    );
    const id = first.headers.get("x-request-id") ?? "";
    await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/${testSandbox.slug}/log`);
    await rows(
      testSandbox,
      `UPDATE requests SET place = NULL, path = path || ?1, reason_kind = 'text', why = 'read ' || ?1, request_body = CAST(json_object('text', ?1) AS BLOB), response_body = json_object('text', ?1),
        request_headers = json_array(json_array('content-type', 'application/json'), json_array('x-odd', ?1)), response_headers = json_array(json_array('x-key', ?1))
        WHERE id = ?2`,
      `?k=${testSandbox.key}`,
      id,
    );
    const at = `/api/v1/sandboxes/default/${testSandbox.slug}/log`;
    const answers = [
      await testSandbox.partner.call("GET", at),
      await testSandbox.partner.call("GET", `${at}/${id}`),
      await testSandbox.partner.call("POST", `${at}/${id}/bundle`, {}),
      await testSandbox.partner.call("POST", `${at}/${id}/replay`),
      await testSandbox.partner.call("POST", `/api/v1/sandboxes/default/${testSandbox.slug}/release-replay`, {
        release: "latest",
      }),
    ];
    expect(answers.map((one) => one.status)).toEqual([200, 200, 201, 200, 200]);
    expect(answers[1]?.body.request.headers).toContainEqual([
      "x-odd",
      expect.stringMatching(/^\[nt_test key/),
    ]);
    for (const answer of answers) expect(answer.text).not.toContain(testSandbox.key.slice(-40));
    const state = (await storedState(testSandbox)).filter((one) => one.where.startsWith("D1 "));
    expect(placesOfKey(state, testSandbox.key)).toEqual([]);
  });
});
