// Keys that the API itself gives out: records that sandbox.yaml calls credentials. Such a key is minted as any other, so that the edge can
// prove it; whether it still opens anything is decided by its record, which comes and goes with the rest of the sandbox.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { Operation } from "#blueprint/format/operation.ts";
import type { CallRequest } from "#contract/call.ts";
import { newKeyId } from "#lib/ids.ts";
import { own, textOf } from "#lib/json.ts";
import { mintKey } from "#lib/key.ts";
import type { KnownKey } from "../store/keys.ts";
import type { Meta } from "../store/meta.ts";
import type { Tenant } from "../tenant.ts";

/** A key for the record that this operation makes; undefined where it makes none that is one. */
export async function keyForRecord(
  { env, meta }: Tenant,
  { keyPrefix, resources }: BlueprintIndex,
  { kind, resource }: Operation,
): Promise<string | undefined> {
  if (!meta || kind !== "create" || !resources[resource ?? ""]?.credential) return undefined;
  const signingKeys = env.KEY_SECRETS.split(",").map((one) => one.trim());
  const { mode, owner, api } = meta;
  const { key } = await mintKey(signingKeys, { prefix: keyPrefix, mode, owner, api, keyId: newKeyId() });
  return key;
}

/** The key of a call as its record allows it, where there is one. */
export function recordKey(
  tenant: Tenant,
  meta: Meta,
  { resources }: BlueprintIndex,
  { key, secret }: CallRequest,
): KnownKey | undefined {
  if (!key || secret === undefined) return undefined;
  for (const { name, credential } of Object.values(resources)) {
    const record = credential && tenant.records(meta).find(name, credential.secret, secret)[0];
    if (!record) continue;
    const { by, to } = credential.restricted ?? { by: "", to: {} };
    const scopes = own(to, textOf(own(record.doc, by))) ?? [];
    return { ...UNLIMITED, id: key.keyId, hash: key.hash, scopes };
  }
  return undefined;
}

const UNLIMITED = {
  allow: [],
  expires: null,
  realExpires: null,
  parent: null,
  perMinute: null,
  perDay: null,
  previous: null,
  previousUntil: null,
  revoked: false,
  virtual: false,
} satisfies Omit<KnownKey, "id" | "hash" | "scopes">;
