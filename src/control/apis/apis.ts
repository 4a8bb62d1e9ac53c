// APIs by name: who may publish under one, who sees it, and its gateway config for the edge.
import { desc, eq } from "drizzle-orm";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { beginningsOf, matchRoute } from "#blueprint/runtime/routes.ts";
import type { Visibility } from "#contract/account-views.ts";
import { gatewayConfigByApiKey, gatewayConfigKey } from "#contract/blobs.ts";
import { type GatewayConfig, LIFECYCLE_PATH, SANDBOXES_PATH } from "#contract/gateway-config.ts";
import { Problem } from "#lib/problem.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { apis } from "../schema.ts";
import { findApi } from "./find-api.ts";

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const RESERVED = new Set([
  "www",
  "api",
  "app",
  "admin",
  "portal",
  "docs",
  "demo",
  "status",
  "sandbox",
  "s",
  "healthz",
  "mail",
  "auth",
]);

/** The API of this name, if there is one; refuses who may not publish under it. */
export async function requireOwnName(
  control: Control,
  actor: Actor,
  slug: string,
): Promise<typeof apis.$inferSelect | undefined> {
  if (!SLUG.test(slug) || RESERVED.has(slug))
    throw new Problem(
      "invalid_request",
      `'${slug}' cannot be the name of an API: use up to 40 small letters, digits and dashes, and no reserved word.`,
    );
  const known = await findApi(control, slug);
  if (known && known.owner !== actor.partner && actor.partner !== null)
    throw new Problem(
      "forbidden",
      `The name '${slug}' belongs to another provider. Choose another with --name.`,
    );
  return known;
}

/** What everybody may see, newest first. */
export const publicApis = (control: Control, limit: number): Promise<(typeof apis.$inferSelect)[]> =>
  control.db
    .select()
    .from(apis)
    .where(eq(apis.visibility, "public"))
    .orderBy(desc(apis.createdAt))
    .limit(limit);

/** What the provider says of its API's state; null takes it back. */
export async function announce(
  control: Control,
  actor: Actor,
  api: typeof apis.$inferSelect,
  said: { state: string; text: string; at: string } | null,
): Promise<void> {
  await control.db
    .update(apis)
    .set({ announcement: said === null ? null : JSON.stringify(said) })
    .where(eq(apis.id, api.id));
  await noteAudit(control, actor, { mode: "test", action: "api.announce", target: api.slug, detail: said });
}

/** Who finds the API from now on; what is open stays open. */
export async function changeVisibility(
  control: Control,
  actor: Actor,
  api: typeof apis.$inferSelect,
  visibility: Visibility,
): Promise<void> {
  await control.db.update(apis).set({ visibility }).where(eq(apis.id, api.id));
  await noteAudit(control, actor, {
    mode: "test",
    action: "api.visibility",
    target: api.slug,
    detail: { visibility },
  });
}

export async function requireApi(
  control: Control,
  actor: Actor,
  slug: string,
): Promise<typeof apis.$inferSelect> {
  const api = await findApi(control, slug);
  if (!api || (api.visibility === "private" && api.owner !== actor.partner && actor.partner !== null))
    throw new Problem("api_unknown", `There is no API '${slug}' here.`);
  return api;
}

/** What the edge is to know of an API, where it finds it. */
export async function publishGatewayConfig(
  control: Control,
  api: { id: string; slug: string; keyPrefix: string },
  index: BlueprintIndex,
): Promise<void> {
  const config: GatewayConfig = {
    api: api.id,
    slug: api.slug,
    keyPrefix: api.keyPrefix,
    basePaths: index.basePaths,
    schemes: index.schemes,
    errors: index.errors,
    platform: index.platform,
    ownsLifecyclePaths: matchRoute(index.routes, `${LIFECYCLE_PATH}/status`) !== undefined,
    ownsTestControlPaths: matchRoute(index.routes, `${SANDBOXES_PATH}default/${api.slug}`) !== undefined,
    ...(index.tokenPath === undefined || matchRoute(index.routes, index.tokenPath)
      ? {}
      : { tokenPath: index.tokenPath }),
    beginnings: beginningsOf(index.routes),
    bodyFields: Object.values(index.schemes).flatMap((scheme) =>
      scheme.kind === "body" ? [scheme.name] : [],
    ),
  };
  const text = JSON.stringify(config);
  await Promise.all([
    control.blobs.put(gatewayConfigKey(api.slug), text),
    control.blobs.put(gatewayConfigByApiKey(api.id), text),
  ]);
  control.forgetGatewayConfig(api.slug);
}
