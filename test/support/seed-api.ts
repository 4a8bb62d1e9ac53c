// A built-in API as a client without an SDK sees it: with a key, without one, and as a visitor.
import { inject } from "vitest";
import { type Sandbox, openSandbox } from "./sdk-sandbox.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- answers of many operations; each test says what it expects
export type Answer = { status: number; body: any; headers: Headers };

export type SeedApi = {
  sandbox: Sandbox;
  /** A call with the API's own key. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A call without a key, at an address of its own. */
  open(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** As a visitor of the demo, who has no account. */
  visit(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Moves the sandbox's clock. */
  later(by: string): Promise<unknown>;
};

export async function openSeedApi(slug: string, profile = "empty"): Promise<SeedApi> {
  const origin = inject("server");
  const sandbox = await openSandbox(origin, slug, profile);
  return {
    sandbox,
    call: (method, path, body, headers = {}) =>
      ask(method, `${sandbox.pathUrl}${path}`, body, { authorization: `Bearer ${sandbox.key}`, ...headers }),
    open: ask,
    visit: (method, path, body) => ask(method, `${origin}/demo/${slug}${path}`, body),
    later: (by) => sandbox.platform("POST", "./clock", { by }),
  };
}

async function ask(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/plain" : "application/json";
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": type }), ...headers },
    ...(body === undefined ? {} : { body: text }),
  });
  const said = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: said === "" ? undefined : isJson ? (JSON.parse(said) as unknown) : said,
  };
}
