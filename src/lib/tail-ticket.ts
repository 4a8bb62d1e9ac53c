// Tickets of the live tail as the edge issues them: which tenant, the tenant's own secret, until when, and a MAC over all
// of it, so that a made-up ticket reaches no object. `{tenant}~{secret}~{expires}~{mac}`.
import { base62, utf8 } from "./bytes.ts";
import { equalBytes, hmacSha256 } from "./hash.ts";
import type { SigningKeys } from "./key.ts";

const MAC_BYTES = 16;

export type TailTicket = {
  tenant: string;
  /** What the tenant knows the ticket by. */
  secret: string;
  /** Milliseconds. */
  expires: number;
};

export async function signTailTicket(
  signingKeys: SigningKeys,
  { tenant, secret, expires }: TailTicket,
): Promise<string> {
  const [newest] = signingKeys;
  if (newest === undefined) throw new Error("no secret to sign with");
  const text = `${tenant}~${secret}~${expires}`;
  return `${text}~${await macOf(newest, text)}`;
}

/** What a genuine ticket that still holds says; undefined for anything else. Secrets that are no longer configured prove nothing. */
export async function proveTailTicket(
  signingKeys: SigningKeys,
  ticket: string,
  now: number,
): Promise<TailTicket | undefined> {
  const [, text = "", tenant = "", secret = "", end = "", mac = ""] =
    /^(([^~]{1,200})~([^~]{1,100})~(\d{1,16}))~([0-9A-Za-z]{1,64})$/.exec(ticket) ?? [];
  if (mac === "") return undefined;
  for (const one of signingKeys)
    if (equalBytes(utf8(await macOf(one, text)), utf8(mac)))
      return Number(end) > now ? { tenant, secret, expires: Number(end) } : undefined;
  return undefined;
}

const macOf = async (secret: string, text: string): Promise<string> =>
  base62((await hmacSha256(secret, `tail-ticket ${text}`)).slice(0, MAC_BYTES));
