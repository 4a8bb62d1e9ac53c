// Keys and tokens of a sandbox, and calls made with them.
import { type Answer, type TestSandbox, ORIGIN, send } from "./test-sandbox.ts";

export type MadeKey = { id: string; rawKey: string; scopes: string[]; sandboxPath: string };

const KEYS = "/api/v1/sandboxes/default/keys";

/** A test key; bound to the sandbox's API unless `api` is null, which opens every API of the sandbox. */
export async function makeKey(
  sandbox: TestSandbox,
  { api = sandbox.slug, ...body }: { api?: string | null; [member: string]: unknown } = {},
): Promise<MadeKey> {
  const made = await sandbox.partner.call("POST", KEYS, { ...(api === null ? {} : { api }), ...body });
  if (made.status !== 201) throw new Error(`no key was made: ${made.status} ${made.text}`);
  return made.body as MadeKey;
}

export const askToken = (sandbox: TestSandbox, key: string, body: object = {}): Promise<Answer> =>
  sandbox.partner.call("POST", `${KEYS}/${key}/token`, body);

export const revoke = (sandbox: TestSandbox, key: string): Promise<Answer> =>
  sandbox.partner.call("DELETE", `${KEYS}/${key}`);

/** Client credentials at the platform's own token endpoint. */
export const exchange = (
  members: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  send(`${ORIGIN}/api/v1/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams({ grant_type: "client_credentials", ...members }).toString(),
  });

/** A call of the sandbox's API. */
export const callApi = (
  sandbox: TestSandbox,
  key: string,
  headers: Record<string, string> = {},
  path = "/v1/books",
): Promise<Answer> =>
  send(`${sandbox.host}${path}`, { headers: { authorization: `Bearer ${key}`, ...headers } });

/** A manage route of the sandbox's tenant: the faults that are armed. */
export const callManage = (
  sandbox: TestSandbox,
  key: string,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  send(`${ORIGIN}/api/v1/sandboxes/default/${sandbox.slug}/faults`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
  });

/** The same text with another last character: never the key itself, whatever it ended in. */
export const forged = (key: string): string => key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");

/** What Cloudflare says of where a call comes from. */
export const from = (address: string): Record<string, string> => ({ "cf-connecting-ip": address });
