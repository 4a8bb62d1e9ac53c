// Keys and tokens of a house, and calls made with them.
import { type Answer, type House, ORIGIN, send } from "./house.ts";

export type MadeKey = { id: string; rawKey: string; scopes: string[]; sandboxPath: string };

const KEYS = "/api/v1/sandboxes/default/keys";

/** A test key; bound to the house's API unless `api` is null, which opens every API of the sandbox. */
export async function makeKey(
  house: House,
  { api = house.slug, ...body }: { api?: string | null; [member: string]: unknown } = {},
): Promise<MadeKey> {
  const made = await house.partner.call("POST", KEYS, { ...(api === null ? {} : { api }), ...body });
  if (made.status !== 201) throw new Error(`no key was made: ${made.status} ${made.text}`);
  return made.body as MadeKey;
}

export const askToken = (house: House, key: string, body: object = {}): Promise<Answer> =>
  house.partner.call("POST", `${KEYS}/${key}/token`, body);

export const revoke = (house: House, key: string): Promise<Answer> =>
  house.partner.call("DELETE", `${KEYS}/${key}`);

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

/** A call of the house's API. */
export const callApi = (
  house: House,
  key: string,
  headers: Record<string, string> = {},
  path = "/v1/books",
): Promise<Answer> =>
  send(`${house.host}${path}`, { headers: { authorization: `Bearer ${key}`, ...headers } });

/** A manage route of the house's tenant: the faults that are armed. */
export const callManage = (
  house: House,
  key: string,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  send(`${ORIGIN}/api/v1/sandboxes/default/${house.slug}/faults`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
  });

/** The same text with another last character: never the key itself, whatever it ended in. */
export const forged = (key: string): string => key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");

/** What Cloudflare says of where a call comes from. */
export const from = (address: string): Record<string, string> => ({ "cf-connecting-ip": address });
