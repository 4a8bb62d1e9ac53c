// A provider's document is hostile and may answer HTML: no answer of an API may act on the origin it is served from.
import { beforeAll, describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import {
  type Answer,
  type TestSandbox,
  ORIGIN,
  admin,
  callerOf,
  openTestSandbox,
  send,
} from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";

const HTML = "<script>document.title = 'ran'</script>";

/** An API that takes and gives back files of any type, so that it answers with a page of the uploader's choice. */
const FILES = {
  ...LIBRARY,
  paths: {
    ...LIBRARY.paths,
    "/pages": {
      post: {
        operationId: "createPage",
        requestBody: { content: { "application/json": { schema: { type: "object" } } } },
        responses: {
          "200": {
            description: "a page",
            content: { "text/html": { schema: { type: "string", example: HTML } } },
          },
        },
      },
      get: {
        operationId: "readPage",
        responses: {
          "200": {
            description: "a page",
            content: { "text/html": { schema: { type: "string", example: HTML } } },
          },
        },
      },
    },
  },
};

function expectIsolated(answer: Answer, what: string): void {
  expect([what, answer.headers.get("content-security-policy")]).toEqual([what, "sandbox"]);
  expect([what, answer.headers.get("x-content-type-options")]).toEqual([what, "nosniff"]);
  expect([what, answer.headers.get("set-cookie")]).toEqual([what, null]);
}

describe("an answer of an API", () => {
  let sandbox: TestSandbox;
  let bases: Record<string, string>;
  const as = (key: string | undefined): Record<string, string> =>
    key === undefined ? {} : { authorization: `Bearer ${key}` };

  beforeAll(async () => {
    sandbox = await openTestSandbox({ document: FILES });
    const status = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}`);
    bases = {
      host: sandbox.host,
      path: `${ORIGIN}/sandbox/${sandbox.slug}`,
      own: `${ORIGIN}${status.body.sandboxPath as string}`,
      bare: ORIGIN,
      demo: `${ORIGIN}/demo/${sandbox.slug}`,
    };
  });

  it("is sandboxed and never sniffed, at every address and for every status", async () => {
    const page = await sandbox.api("GET", "/v1/pages", undefined, { accept: "text/html" });
    expect(page.headers.get("content-type")).toContain("text/html");
    for (const [kind, base] of Object.entries(bases)) {
      const asked: [string, string, string, Record<string, string>][] = [
        ["list", "GET", "/v1/books", as(sandbox.key)],
        ["page", "GET", "/v1/pages", { ...as(sandbox.key), accept: "text/html" }],
        ["HEAD", "HEAD", "/v1/books", as(sandbox.key)],
        ["missing record", "GET", "/v1/books/none", as(sandbox.key)],
        ["missing route", "GET", "/v1/nothing", as(sandbox.key)],
        ["scenario", "GET", "/v1/books", { ...as(sandbox.key), "x-sandbox-error": "503" }],
        ["no key", "GET", "/v1/books", {}],
        ["forged key", "GET", "/v1/books", as(`${sandbox.key.slice(0, -2)}xx`)],
        ["other method", "PUT", "/v1/books", as(sandbox.key)],
        [
          "preflight",
          "OPTIONS",
          "/v1/books",
          { origin: "https://docs.example.com", "access-control-request-method": "GET" },
        ],
      ];
      for (const [what, method, path, headers] of asked)
        expectIsolated(await send(`${base}${path}`, { method, headers }), `${kind}: ${what}`);
      if (kind === "bare" || kind === "demo") continue;
      const large = await send(`${base}/v1/books`, {
        method: "POST",
        headers: as(sandbox.key),
        body: "x".repeat(11 * 1024 * 1024),
      });
      expect([kind, large.status]).toEqual([kind, 413]);
      expectIsolated(large, `${kind}: too large`);
    }
  });

  it("is sandboxed when it is not modified, lost, or of an API that is not there", async () => {
    const list = await sandbox.api("GET", "/v1/books?limit=1");
    const one = await sandbox.api("GET", `/v1/books/${list.body.data[0].id as string}`);
    const etag = one.headers.get("etag");
    if (etag !== null) {
      const same = await sandbox.api("GET", `/v1/books/${list.body.data[0].id as string}`, undefined, {
        "if-none-match": etag,
      });
      expectIsolated(same, "not modified");
    }
    for (const url of [
      "http://no-such-api.localhost/v1/x",
      `${ORIGIN}/sandbox/no-such-api/v1/x`,
      `${ORIGIN}/s/nobody/no-such-api/v1/x`,
      `${ORIGIN}/s/nobody/${sandbox.slug}/v1/books`,
      `${ORIGIN}/demo/no-such-api/v1/x`,
      `${sandbox.host}/api/v1/settings/api-access/sandbox/status`,
    ])
      expectIsolated(await send(url), url);
  });

  it("takes nothing from an upstream that could weaken this or act on our origin", async () => {
    const hook = receiver();
    const live = await openTestSandbox({
      document: LIBRARY,
      sandboxFile: `key: { prefix: lib }\nlive: { upstream: "${hook.url}" }`,
    });
    await admin("POST", `/api/v1/live/${live.slug}/approvals`, {
      partner: live.partner.partner,
      credential: "their-secret",
    });
    const made = await live.partner.call("POST", `/api/v1/live/${live.slug}/keys`, {});
    const key = made.body.rawKey as string;
    receiver(
      () =>
        new Response(HTML, {
          headers: {
            "content-type": "text/html",
            "content-security-policy": "sandbox allow-scripts allow-same-origin",
            "content-security-policy-report-only": "default-src 'self'; report-uri https://evil.example/",
            "x-content-type-options": "none",
            "set-cookie": "__Host-sandbar.session_token=stolen; Path=/; Secure",
            "clear-site-data": '"*"',
            "service-worker-allowed": "/",
            "strict-transport-security": "max-age=0",
            "alt-svc": 'h3="evil.example:443"',
            nel: '{"report_to":"x","max_age":1000}',
            "report-to": '{"group":"x"}',
            "reporting-endpoints": 'x="https://evil.example/"',
            "x-upstream": "kept",
          },
        }),
      `${hook.url}/v1/books`,
    );
    for (const [method, body] of [["GET"], ["POST", { title: "Real" }]] as const) {
      const answer = await callerOf(live.host, key)(method, "/v1/books", body);
      expect(answer.text).toBe(HTML);
      expect(answer.headers.get("x-upstream")).toBe("kept");
      expectIsolated(answer, `upstream ${method}`);
      for (const name of [
        "content-security-policy-report-only",
        "clear-site-data",
        "service-worker-allowed",
        "strict-transport-security",
        "alt-svc",
        "nel",
        "report-to",
        "reporting-endpoints",
      ])
        expect([name, answer.headers.get(name)]).toEqual([name, null]);
    }
  });
});

describe("an answer of the platform", () => {
  it("is sandboxed too unless it is one of our pages, which say what may run", async () => {
    for (const path of ["/", "/openapi.json", "/api/v1/me", "/nothing", "/api/auth/error", "/api/v1/tail"]) {
      const answer = await send(`${ORIGIN}${path}`);
      expect([path, answer.headers.get("content-security-policy")]).toEqual([path, "sandbox"]);
      expect([path, answer.headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
    }
    for (const path of ["/docs", "/status"]) {
      const answer = await send(`${ORIGIN}${path}`);
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});
