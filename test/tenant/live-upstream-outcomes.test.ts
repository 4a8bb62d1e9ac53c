// What a provider's answer does to the claim of an idempotency key: kept and replayed, given back, or unknown for good.
import { runInDurableObject, env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Tenant } from "#tenant/tenant.ts";
import { LIBRARY } from "../support/documents.ts";
import { admin, callerOf, openTestSandbox, send } from "../support/test-sandbox.ts";
import { type Receiver, receiver } from "../support/receiver.ts";

let counter = 0;

async function liveSandbox(upstream = `http://127.0.0.1:9/outcome-${counter++}`, document: object = LIBRARY) {
  const sandbox = await openTestSandbox({
    document,
    sandboxFile: `key: { prefix: lib }\nlive: { upstream: "${upstream}" }`,
  });
  await admin("POST", `/api/v1/live/${sandbox.slug}/approvals`, {
    partner: sandbox.partner.partner,
    credential: "their-secret",
  });
  const key = (await sandbox.partner.call("POST", `/api/v1/live/${sandbox.slug}/keys`, {})).body
    .rawKey as string;
  const at = (path: string, answer: Receiver["answer"]) => receiver(answer, `${upstream}${path}`);
  return { sandbox, upstream, key, live: callerOf(sandbox.host, key), at };
}

const inside = async (
  { sandbox }: Awaited<ReturnType<typeof liveSandbox>>,
  work: (state: DurableObjectState, instance: { tenant: Tenant }) => unknown,
): Promise<void> => {
  const row = await env.DB.prepare("SELECT id FROM apis WHERE slug = ?")
    .bind(sandbox.slug)
    .first<{ id: string }>();
  const stub = env.LIVE.getByName(`${sandbox.partner.partner}:${row?.id}`);
  await runInDurableObject(
    stub,
    async (instance, state) => void (await work(state, instance as unknown as { tenant: Tenant })),
  );
};

const key = { "idempotency-key": "k" };
const book = { title: "Real" };

describe("a write that the provider refused before it acted", () => {
  it.each([401, 403, 413, 415, 425, 429])("with %i may be sent again with the same key", async (status) => {
    const { live, at } = await liveSandbox();
    const target = at("/v1/books", (n) =>
      n === 1
        ? Response.json({ no: true }, { status, headers: { "retry-after": "7" } })
        : Response.json({ id: "real" }, { status: 201 }),
    );
    const refused = await live("POST", "/v1/books", book, key);
    expect(refused).toMatchObject({ status, body: { no: true } });
    expect(refused.headers.get("retry-after")).toBe("7");
    expect(await live("POST", "/v1/books", book, key)).toMatchObject({ status: 201, body: { id: "real" } });
    expect(await live("POST", "/v1/books", book, key)).toMatchObject({ status: 201, body: { id: "real" } });
    expect(target.received).toHaveLength(2);
  });
});

describe("a write that the provider answered", () => {
  it.each([200, 201, 202, 400, 402, 404, 409, 422, 500])(
    "with %i is replayed and not sent again",
    async (status) => {
      const { live, at } = await liveSandbox();
      const target = at("/v1/books", (n) => Response.json({ n }, { status }));
      const first = await live("POST", "/v1/books", book, key);
      const again = await live("POST", "/v1/books", book, key);
      expect([first.status, first.body, again.status, again.body]).toEqual([
        status,
        { n: 1 },
        status,
        { n: 1 },
      ]);
      expect(target.received).toHaveLength(1);
    },
  );
});

describe("a write that may have been acted on", () => {
  it.each([408, 502, 503, 504, 524])(
    "and was answered %i by somebody between is unknown, and not sent again",
    async (status) => {
      const { live, at } = await liveSandbox();
      const target = at("/v1/books", () => new Response("gateway", { status }));
      for (let i = 0; i < 2; i++)
        expect(await live("POST", "/v1/books", book, key)).toMatchObject({
          status: 409,
          body: { sandbox_error: "outcome_unknown" },
        });
      expect(target.received).toHaveLength(1);
    },
  );
});

describe("a call that cannot leave", () => {
  const configuration = { status: 502, body: { sandbox_error: "upstream_unreachable" } };

  it("for want of a credential says so, and its key is free when there is one", async () => {
    const opened = await liveSandbox();
    const { live, at } = opened;
    const target = at("/v1/books", () => Response.json({ id: "real" }, { status: 201 }));
    await live("GET", "/v1/books");
    let sealed: string | null = null;
    const swap = (credential: string | null) =>
      inside(opened, (_state, { tenant }) => {
        const { meta } = tenant;
        if (!meta) throw new Error("not active");
        sealed ??= meta.upstreamCredential;
        tenant.setMeta({ ...meta, upstreamCredential: credential });
      });
    for (const broken of [null, "not a sealed box"]) {
      await swap(broken);
      const refused = await live("POST", "/v1/books", book, key);
      expect(refused).toMatchObject(configuration);
      expect(refused.body.message).toContain("credential");
    }
    expect(target.received.filter((one) => one.body !== "")).toHaveLength(0);
    await swap(sealed);
    expect((await live("POST", "/v1/books", book, key)).status).toBe(201);
  });

  it("to an address that is refused is a configuration error, and nothing is claimed", async () => {
    const opened = await liveSandbox("https://upstream.example");
    const refused = await opened.live("POST", "/v1/books", book, key);
    expect(refused).toMatchObject(configuration);
    expect(refused.body.message).toContain("loopback");
    await inside(opened, (state) =>
      expect(state.storage.sql.exec("SELECT 1 FROM idempotency").toArray()).toHaveLength(0),
    );
  });
});

describe("a Sandbar key", () => {
  const schema = { $ref: "#/components/schemas/BookInput" };
  const media = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
  const twoPlaces = {
    ...LIBRARY,
    paths: {
      ...LIBRARY.paths,
      "/books": {
        post: {
          ...LIBRARY.paths["/books"].post,
          requestBody: { content: Object.fromEntries(media.map((one) => [one, { schema }])) },
        },
      },
    },
    security: [{ bearer: [] }, { header: [] }, { query: [] }],
    components: {
      ...LIBRARY.components,
      securitySchemes: {
        ...LIBRARY.components.securitySchemes,
        header: { type: "apiKey", in: "header", name: "X-Api-Key" },
        query: { type: "apiKey", in: "query", name: "api_key" },
      },
    },
  };

  it("never reaches the provider, wherever it stands in the call", async () => {
    const { sandbox, upstream, key: secret } = await liveSandbox(undefined, twoPlaces);
    const answer = () => Response.json({ id: "real" }, { status: 201 });
    const plain = receiver(answer, `${upstream}/v1/books`);
    const queried = receiver(answer, `${upstream}/v1/books?b=%2B1&a=x+y`);
    const post = (query: string, headers: Record<string, string>, body: string, type = "application/json") =>
      send(`${sandbox.host}/v1/books${query}`, {
        method: "POST",
        headers: { "content-type": type, ...headers },
        body,
      });
    const header = { "x-api-key": secret };
    const exact = '{"title":"Real","pages":12345678901234567890}';
    const calls = [
      await post("", header, exact),
      await post(`?b=%2B1&api_key=${secret}&a=x+y`, {}, exact),
      await post(
        "",
        { ...header, "x-copy": `Token ${secret}`, "x-basic": `Basic ${btoa(`${secret}:`)}` },
        exact,
      ),
      await post("", header, `{"title":"Real","api_key":"${secret}","pages":12345678901234567890}`),
      await post(
        "",
        header,
        `{"api_key" : "Bearer ${secret}", "title":"Real","nested":{"k":"${secret}"},"list":["${secret}",1]}`,
      ),
      await post("", header, `title=Real&api_key=${secret}&x=%41+b`, "application/x-www-form-urlencoded"),
      await post(
        "",
        header,
        `--b\r\ncontent-disposition: form-data; name="k"\r\n\r\n${secret}\r\n--b--\r\n`,
        "multipart/form-data; boundary=b",
      ),
    ];
    expect(calls.map((one) => one.status)).toEqual(calls.map(() => 201));
    const all = [...plain.received, ...queried.received];
    expect(all).toHaveLength(calls.length);
    for (const one of all) {
      expect(JSON.stringify(one)).not.toContain(secret.slice(-40));
      expect(JSON.stringify(one)).not.toContain(btoa(secret).slice(10, 40));
      expect(one.headers["authorization"]).toBe("Bearer their-secret");
      expect(one.headers).not.toHaveProperty("x-api-key");
    }
    expect(queried.received[0]?.body).toBe(exact);
    expect(plain.received.map((one) => one.body).slice(0, 5)).toEqual([
      exact,
      exact,
      exact,
      '{"title":"Real","nested":{},"list":["",1]}',
      "title=Real&x=%41+b",
    ]);
  });

  it("in the path is not passed on", async () => {
    const { live, key: secret, at } = await liveSandbox();
    const target = at(`/v1/books/${secret}`, () => Response.json({}));
    const refused = await live("DELETE", `/v1/books/${secret}`);
    expect(refused).toMatchObject({ status: 502, body: { sandbox_error: "upstream_unreachable" } });
    expect(target.received).toHaveLength(0);
  });
});

describe("headers", () => {
  it("of one connection, of a domain and of Sandbar end here; others go on, both ways", async () => {
    const { sandbox, live, upstream, at } = await liveSandbox();
    const target = at("/v1/books", () =>
      Response.json(
        { id: "real" },
        {
          status: 201,
          headers: {
            connection: "X-Hop-Back",
            "x-hop-back": "1",
            "x-kept-back": "1",
            "set-cookie": "session=theirs",
            "content-security-policy": "default-src *",
            "strict-transport-security": "max-age=1",
            "x-request-id": "theirs",
            location: `${upstream}/v1/books/real`,
          },
        },
      ),
    );
    const answer = await live("POST", "/v1/books", book, {
      connection: "close, X-Hop",
      "x-hop": "1",
      "keep-alive": "timeout=5",
      te: "trailers",
      "x-kept": "1",
      cookie: "session=ours",
      "x-forwarded-for": "192.0.2.1",
      forwarded: "for=192.0.2.1",
    });
    const sent = target.received[0]?.headers ?? {};
    for (const name of ["connection", "x-hop", "keep-alive", "te", "cookie", "x-forwarded-for", "forwarded"])
      expect(sent, name).not.toHaveProperty(name);
    expect(sent["x-kept"]).toBe("1");
    expect(answer.headers.get("x-kept-back")).toBe("1");
    for (const name of ["x-hop-back", "set-cookie", "strict-transport-security"])
      expect(answer.headers.get(name), name).toBeNull();
    expect(answer.headers.get("content-security-policy")).not.toBe("default-src *");
    expect(answer.headers.get("x-request-id")).toMatch(/^req_\w+$/);
    expect(answer.headers.get("location")).toBe(`${sandbox.host}/v1/books/real`);
  });
});

describe("an answer that is kept", () => {
  it("is kept byte for byte, whatever its bytes are", async () => {
    const { sandbox, live, at, key: secret } = await liveSandbox();
    const bytes = Uint8Array.from({ length: 1024 }, (_, i) => (i * 7) % 256);
    at(
      "/v1/books",
      () => new Response(bytes, { status: 201, headers: { "content-type": "application/pdf" } }),
    );
    const { SELF } = await import("cloudflare:test");
    for (let i = 0; i < 2; i++) {
      const response = await SELF.fetch(`${sandbox.host}/v1/books`, {
        method: "POST",
        headers: { authorization: `Bearer ${secret}`, "content-type": "application/json", ...key },
        body: JSON.stringify(book),
      });
      expect(response.headers.get("content-type")).toBe("application/pdf");
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    }
    void live;
  });

  it("of 3 MB is replayed whole; one of 9 MB is passed on whole, and a repeat says that it was not kept", async () => {
    const { live, at } = await liveSandbox();
    const target = at("/v1/books", (n) =>
      Response.json({ text: "é".repeat((n === 1 ? 3_000_000 : 9_000_000) / 2) }, { status: 201 }),
    );
    const first = await live("POST", "/v1/books", book, key);
    expect(first.body.text).toHaveLength(1_500_000);
    expect((await live("POST", "/v1/books", book, key)).text).toBe(first.text);
    const large = await live("POST", "/v1/books", book, { "idempotency-key": "large" });
    expect(large.status).toBe(201);
    expect(large.body.text).toHaveLength(4_500_000);
    const again = await live("POST", "/v1/books", book, { "idempotency-key": "large" });
    expect(again).toMatchObject({ status: 409, body: { sandbox_error: "answer_not_kept" } });
    expect(again.body.message).toContain(large.headers.get("x-request-id"));
    expect(target.received).toHaveLength(2);
  });

  it("is dropped with the writes that come a day later, and claims of calls without a key leave nothing", async () => {
    const opened = await liveSandbox();
    const { live, at } = opened;
    at("/v1/books", () => Response.json({ text: "x".repeat(1_200_000) }, { status: 201 }));
    await live("POST", "/v1/books", book, key);
    await live("POST", "/v1/books", book);
    await inside(opened, ({ storage: { sql } }) => {
      expect(sql.exec("SELECT key FROM idempotency").toArray()).toEqual([{ key: "k" }]);
      expect(sql.exec("SELECT 1 FROM answer_parts").toArray()).toHaveLength(1);
      sql.exec("UPDATE idempotency SET at = at - 86400001");
    });
    await live("POST", "/v1/books", book);
    await inside(opened, ({ storage: { sql } }) => {
      expect(sql.exec("SELECT 1 FROM idempotency").toArray()).toHaveLength(0);
      expect(sql.exec("SELECT 1 FROM answer_parts").toArray()).toHaveLength(0);
    });
  });
});
