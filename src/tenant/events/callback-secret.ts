// Callbacks that are signed with the caller's own key (`events.signing.callbacks: credential`): the key is sealed where it is stored,
// since it opens the sandbox, and is opened for the consumer that signs.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { Claim } from "#contract/delivery.ts";
import { keyInAuthorization } from "#lib/key.ts";
import { seal, unseal } from "#lib/secret-box.ts";
import type { Tenant } from "../tenant.ts";

/** No secret of an endpoint begins so. */
const SEALED = "sealed:";

/** The key of a call as callbacks store it; undefined where the API signs otherwise. */
export async function sealedCredential(
  { env }: Tenant,
  { events }: BlueprintIndex,
  headers: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const key =
    events.signing.callbacks === "credential"
      ? keyInAuthorization(headers.get("authorization") ?? "")
      : undefined;
  return key === undefined ? undefined : `${SEALED}${await seal(env.ENCRYPTION_SECRET, key)}`;
}

/** The claim with secrets that can sign; what was sealed under another secret signs no more. */
export async function withOpenSecrets({ env }: Tenant, claim: Claim): Promise<Claim> {
  if (!claim.secrets.some((one) => one.startsWith(SEALED))) return claim;
  const opened = await Promise.all(
    claim.secrets.map(async (one) =>
      one.startsWith(SEALED) ? unseal(env.ENCRYPTION_SECRET, one.slice(SEALED.length)) : one,
    ),
  );
  return { ...claim, secrets: opened.filter((one) => one !== undefined) };
}
