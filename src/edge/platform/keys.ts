// Test keys: into a sandbox or with one of their own; bound to one API or opening all of the sandbox's.
import { Hono } from "hono";
import { z } from "zod";
import { requireApi } from "../../control/apis.ts";
import { createKey, listKeys, revokeKey } from "../../control/keys.ts";
import { findSandbox, findTenant, openSandbox, sandboxOrgId, wakeTenant } from "../../control/sandboxes.ts";
import { mintSandboxToken } from "../../lib/key.ts";
import { newId } from "../../lib/ids.ts";
import { Problem } from "../../lib/problem.ts";
import { type Platform, jsonBody, requireActor } from "./session.ts";

const KeyInput = z.strictObject({
  api: z.string().optional(),
  name: z.string().trim().min(1).max(100).default("Test key"),
  scopes: z.array(z.string().max(100)).max(50).default([]),
  allow: z.array(z.string().max(64)).max(50).default([]),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  /** True: the key gets a new sandbox that nobody else shares. */
  ownSandbox: z.boolean().default(false),
});

export const keyRoutes = new Hono<Platform>({ strict: false });

keyRoutes.post("/:sandbox/keys", async (context) => {
  const { control } = context.env;
  const actor = await requireActor(context);
  const input = KeyInput.parse(await jsonBody(context));
  const api = input.api === undefined ? null : await requireApi(control, actor, input.api);
  const sandbox = input.ownSandbox
    ? await openSandbox(control, actor, newId("own"))
    : await findSandbox(control, actor, context.req.param("sandbox"));
  if (input.ownSandbox && api) await wakeTenant(control, actor, sandbox, api);
  else if (api && (await findTenant(control, sandbox.id, api.id))?.status !== "active")
    throw new Problem(
      "sandbox_not_active",
      `The sandbox of ${api.slug} is not active. Activate it first: test keys are only made while it is.`,
    );
  const expires = input.expiresAt === undefined ? null : Date.parse(input.expiresAt);
  const key = await createKey(control, actor, {
    mode: "test",
    owner: sandbox.id,
    api,
    name: input.name,
    scopes: input.scopes,
    allow: input.allow,
    expires,
  });
  const token = await mintSandboxToken(control.ring, sandbox.id);
  return context.json({ ...key, sandboxOrgId: sandboxOrgId(sandbox.id), sandboxPath: `/s/${token}` }, 201);
});

keyRoutes.get("/:sandbox/keys", async (context) => {
  const { control } = context.env;
  const actor = await requireActor(context);
  const sandbox = await findSandbox(control, actor, context.req.param("sandbox"));
  const slug = context.req.query("api");
  const api = slug === undefined ? null : await requireApi(control, actor, slug);
  return context.json({ data: await listKeys(control, sandbox.id, api?.id ?? null) });
});

keyRoutes.delete("/:sandbox/keys/:key", async (context) => {
  const { control } = context.env;
  const actor = await requireActor(context);
  const sandbox = await findSandbox(control, actor, context.req.param("sandbox"));
  return context.json(await revokeKey(control, actor, sandbox.id, context.req.param("key")));
});
