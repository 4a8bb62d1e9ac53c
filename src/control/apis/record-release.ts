// What follows when a release is in the blob store: its rows, the name that points at it, and the gateway config of its API.
import type { Tier } from "#blueprint/format/operation.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { COMPILER } from "#blueprint/format/blueprint.ts";
import type { Published } from "#contract/account-views.ts";
import { unfinishedKey } from "#contract/blobs.ts";
import { newApiId } from "#lib/ids.ts";
import { findApi } from "./find-api.ts";
import { publishGatewayConfig } from "./apis.ts";
import { noteAudit } from "../accounts/audit.ts";
import { sendNow, toldRows } from "../webhooks/announce.ts";
import type { Actor, Control } from "../context.ts";
import { renewDemos } from "./demo.ts";
import { aliases, apis, releases } from "../schema.ts";

/** Under which name a release is published, and who sees it. */
export type Naming = {
  slug: string;
  visibility?: "public" | "unlisted" | "private" | undefined;
  /** The name that is to point at the release; `latest` if nothing is said. */
  alias?: string | undefined;
};

/** Stores the files of a release under a mark that outlives a crash, so that cron finds what nobody will finish. */
export async function storingRelease(
  control: Control,
  release: string,
  store: () => Promise<void>,
): Promise<void> {
  await control.blobs.put(unfinishedKey(release), release);
  await store();
}

export async function recordRelease(
  control: Control,
  actor: Actor,
  { slug, visibility, alias }: Naming,
  known: typeof apis.$inferSelect | undefined,
  release: string,
  index: BlueprintIndex,
): Promise<Omit<Published, "diagnostics">> {
  const fidelity = fidelityOf(index);
  const id = known?.id ?? newApiId();
  // A release under another name leaves alone what new sandboxes get.
  const aside = known !== undefined && alias !== undefined && alias !== "latest";
  const keyPrefix = known && index.keyPrefix === "sandbox" ? known.keyPrefix : index.keyPrefix;
  const api = {
    id,
    slug,
    owner: actor.partner,
    visibility: visibility ?? ("unlisted" as const),
    keyPrefix,
    release,
    announcement: null,
    paymentSecret: null,
    createdAt: control.now,
  };
  const [told] = await control.db.batch([
    toldRows(control, [api.owner], "release.published", { api: slug, release, alias: alias ?? "latest" }),
    control.db
      .insert(releases)
      .values({
        hash: release,
        api: id,
        compiler: COMPILER,
        title: index.title,
        version: index.version,
        live: JSON.stringify(index.live),
        fidelity: JSON.stringify(fidelity),
        createdAt: control.now,
      })
      .onConflictDoNothing(),
    control.db
      .insert(apis)
      .values(api)
      .onConflictDoUpdate({
        target: apis.slug,
        set: {
          ...(aside ? {} : { release, keyPrefix }),
          slug,
          ...(visibility ? { visibility } : {}),
        },
      }),
    ...(aside
      ? [
          control.db
            .insert(aliases)
            .values({ api: id, name: alias, release })
            .onConflictDoUpdate({ target: [aliases.api, aliases.name], set: { release } }),
        ]
      : []),
  ]);
  await control.blobs.delete([unfinishedKey(release)]);
  if (!aside)
    await publishGatewayConfig(control, { ...api, id: (await findApi(control, slug))?.id ?? id }, index);
  if (known && !aside) await renewDemos(control, known.id);
  await noteAudit(control, actor, { mode: "test", action: "publish", target: slug, detail: { release } });
  await sendNow(control, told);
  return {
    api: slug,
    release,
    title: index.title,
    operations: index.operations.length,
    fidelity,
    resources: Object.keys(index.resources),
  };
}

/** How many operations there are of each tier. */
export function fidelityOf(index: BlueprintIndex): Record<Tier, number> {
  const counts: Record<Tier, number> = { stateful: 0, partial: 0, sampled: 0, unsupported: 0 };
  for (const operation of index.operations) counts[operation.tier]++;
  return counts;
}
