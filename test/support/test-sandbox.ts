// A test's own sandbox: a fresh partner, a published API that is active, and ways to call it.
import { SELF, env } from "cloudflare:test";
import { requireDescribed } from "./described.ts";

let counter = 0;
const unique = (): string =>
  `${Date.now().toString(36)}${(counter++).toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;

/** Sign-ups are limited by address: every partner has one of its own (documentation range). */
const address = (): string =>
  `2001:db8:${Math.floor(Math.random() * 65535).toString(16)}:${(counter++).toString(16)}::1`;

export const ORIGIN = "http://localhost";

export type Answer = { status: number; headers: Headers; body: any; text: string };

export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await SELF.fetch(url, { redirect: "manual", ...init });
  const text = await response.text();
  let body: unknown = text;
  try {
    body = JSON.parse(text);
  } catch {
    // not JSON: the text is the body
  }
  return { status: response.status, headers: response.headers, body, text };
}

export type Partner = {
  token: string;
  partner: string;
  email: string;
  call: (method: string, path: string, body?: unknown) => Promise<Answer>;
};

export async function signUp(): Promise<Partner> {
  const email = `p${unique()}@example.com`;
  const made = await send(`${ORIGIN}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: ORIGIN, "cf-connecting-ip": address() },
    body: JSON.stringify({ email, password: "a long enough password", name: `Partner ${unique()}` }),
  });
  const token = made.headers.get("set-auth-token") ?? made.body.token;
  if (made.status !== 200 || !token) throw new Error(`sign-up failed: ${made.status} ${made.text}`);
  const call: Partner["call"] = async (method, path, body) => {
    const answer = await send(`${ORIGIN}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    requireDescribed(method, `${ORIGIN}${path}`, answer.status, answer.body);
    return answer;
  };
  const { body } = await call("GET", "/api/v1/me");
  return { token, partner: body.partner, email, call };
}

export const admin = (method: string, path: string, body?: unknown): Promise<Answer> =>
  send(`${ORIGIN}${path}`, {
    method,
    headers: { authorization: `Bearer ${env.ADMIN_TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

export type Sources = { document: unknown; sandboxFile?: string; records?: string };

/** Publishes a document under a name of its own; the Worker compiles it. */
export async function publish(
  owner: Partner,
  sources: Sources,
  slug = `t${unique()}`,
): Promise<{ slug: string; answer: Answer }> {
  const form = new FormData();
  form.set(
    "document",
    typeof sources.document === "string" ? sources.document : JSON.stringify(sources.document),
  );
  if (sources.sandboxFile !== undefined) form.set("sandbox", sources.sandboxFile);
  if (sources.records !== undefined) form.set("records", sources.records);
  form.set("visibility", "public");
  const answer = await send(`${ORIGIN}/api/v1/apis/${slug}/releases`, {
    method: "POST",
    headers: { authorization: `Bearer ${owner.token}` },
    body: form,
  });
  return { slug, answer };
}

export type TestSandbox = {
  partner: Partner;
  slug: string;
  key: string;
  host: string;
  /** Calls the API on its own host with the test key as Bearer. */
  api: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
};

/** Publishes and activates: what most tests begin with. */
export async function openTestSandbox(sources: Sources): Promise<TestSandbox> {
  const partner = await signUp();
  const { slug, answer } = await publish(partner, sources);
  if (answer.status !== 201) throw new Error(`publish failed: ${answer.status} ${answer.text}`);
  return activateTestSandbox(partner, slug);
}

export async function activateTestSandbox(partner: Partner, slug: string): Promise<TestSandbox> {
  const activated = await partner.call(
    "POST",
    `/api/v1/settings/api-access/sandbox/activate?api=${slug}`,
    {},
  );
  if (activated.status !== 200) throw new Error(`activate failed: ${activated.status} ${activated.text}`);
  const key = activated.body.testApiKey.rawKey as string;
  const host = `http://${slug}.localhost`;
  return { partner, slug, key, host, api: callerOf(host, key) };
}

export const callerOf =
  (host: string, key: string): TestSandbox["api"] =>
  (method, path, body, headers = {}) =>
    send(`${host}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
