// Test keys: into a sandbox or with one of their own; bound to one API or opening all of the sandbox's.
import { Hono } from "hono";
import { z } from "zod";
import { CreatedKey, CreatedTestKey, KeyView } from "#contract/account-views.ts";
import { requireApi } from "#control/apis/apis.ts";
import { createKey, listKeys, revokeKey, rotateKey } from "#control/keys/keys.ts";
import { activateTenant } from "#control/sandboxes/activation.ts";
import { findSandbox, openSandbox, sandboxOrgId } from "#control/sandboxes/sandboxes.ts";
import { findTenant } from "#control/sandboxes/tenant-rows.ts";
import { createToken, listTokens } from "#control/keys/tokens.ts";
import { canonicalAddress } from "#lib/address.ts";
import { mintSandboxToken } from "#lib/key.ts";
import { newId } from "#lib/ids.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { type Platform, requireActor } from "../../auth.ts";
import { Limit } from "../../resolve-tenant.ts";

/** How long an old value stays good; a day if nothing is said, at most a week. */
export const Overlap = z.strictObject({
  overlapSeconds: z.number().int().min(1).max(604_800).default(86_400),
});

/** A page of keys or tokens. */
export const KeyPage = z.object({
  limit: Limit,
  before: z.string().max(100).optional().describe("The id of the last one that is known"),
});

const Address = z
  .string()
  .max(64)
  .transform((text, refine) => {
    const address = canonicalAddress(text);
    if (address !== undefined) return address;
    refine.addIssue({ code: "custom", message: `'${text}' is no IPv4 or IPv6 address` });
    return z.NEVER;
  });

export const keyRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  keyRoutes,
  { base: "/api/v1/sandboxes", tag: "Keys", changes: "test" },
  requireActor,
);

route(
  "post",
  "/:sandbox/keys",
  {
    id: "createTestKey",
    summary: "A test key, shown once",
    body: z.strictObject({
      api: z.string().optional().describe("The API it opens; without one it opens all of the sandbox's"),
      name: z.string().trim().min(1).max(100).default("Test key"),
      scopes: z
        .array(z.string().max(100))
        .max(50)
        .default([])
        .describe(
          "`<entity>:read`, `<entity>:write`, `<entity>:*`, `*`, or `sandbox:manage`; none is every operation of the API, and never `sandbox:manage`",
        ),
      allow: z.array(Address).max(50).default([]).describe("Addresses it may be used from"),
      expiresAt: z.iso.datetime({ offset: true }).optional(),
      perMinute: z.number().int().positive().optional().describe("Below the plan's limit"),
      perDay: z.number().int().positive().optional(),
      ownSandbox: z.boolean().default(false).describe("The key gets a new sandbox that nobody else shares"),
    }),
    answers: { 201: CreatedTestKey },
  },
  async ({ context, on: actor, body: input, params }) => {
    const { control } = context.env;
    const api = input.api === undefined ? null : await requireApi(control, actor, input.api);
    const sandbox = input.ownSandbox
      ? await openSandbox(control, actor, newId("own"), undefined, true)
      : await findSandbox(control, actor, params.sandbox);
    if (input.ownSandbox && api) await activateTenant(control, actor, sandbox, api);
    else if (api && (await findTenant(control, sandbox.id, api.id))?.status !== "active")
      throw new Problem(
        "sandbox_not_active",
        `The sandbox of ${api.slug} is not active. Activate it first: test keys are only made while it is.`,
      );
    const key = await createKey(control, actor, {
      mode: "test",
      owner: sandbox.id,
      api,
      name: input.name,
      scopes: input.scopes,
      allow: input.allow,
      expires: input.expiresAt === undefined ? null : Date.parse(input.expiresAt),
      perMinute: input.perMinute ?? null,
      perDay: input.perDay ?? null,
    });
    const token = await mintSandboxToken(control.signingKeys, sandbox.id);
    return context.json({ ...key, sandboxOrgId: sandboxOrgId(sandbox.id), sandboxPath: `/s/${token}` }, 201);
  },
);

route(
  "get",
  "/:sandbox/keys",
  {
    id: "listTestKeys",
    summary: "The keys of a sandbox, newest first",
    detail: "Tokens made from them are listed by key.",
    query: KeyPage.extend({ api: z.string().optional().describe("Only keys that open this API") }),
    answers: { 200: listOf(KeyView) },
  },
  async ({ context, on: actor, query, params }) => {
    const { control } = context.env;
    const sandbox = await findSandbox(control, actor, params.sandbox);
    const api = query.api === undefined ? null : await requireApi(control, actor, query.api);
    return context.json({ data: await listKeys(control, sandbox.id, api?.id ?? null, query) });
  },
);

route(
  "delete",
  "/:sandbox/keys/:key",
  {
    id: "revokeTestKey",
    summary: "End a key and its tokens, or one token; it holds on the very next call",
    answers: { 200: KeyView },
  },
  async ({ context, on: actor, params }) => {
    const { control } = context.env;
    const sandbox = await findSandbox(control, actor, params.sandbox);
    return context.json(await revokeKey(control, actor, sandbox.id, params.key));
  },
);

route(
  "post",
  "/:sandbox/keys/:key/regenerate",
  {
    id: "regenerateTestKey",
    summary: "A new value, shown once; the old one dies at once",
    answers: { 200: CreatedKey },
  },
  async ({ context, on: actor, params }) => {
    const { control } = context.env;
    const sandbox = await findSandbox(control, actor, params.sandbox);
    return context.json(await rotateKey(control, actor, sandbox.id, params.key, 0));
  },
);

route(
  "post",
  "/:sandbox/keys/:key/rotate",
  {
    id: "rotateTestKey",
    summary: "A new value under the same id, shown once; the old one is good for a while",
    body: Overlap,
    answers: { 200: CreatedKey },
  },
  async ({ context, on: actor, body, params }) => {
    const { control } = context.env;
    const sandbox = await findSandbox(control, actor, params.sandbox);
    const key = params.key;
    return context.json(await rotateKey(control, actor, sandbox.id, key, body.overlapSeconds * 1000));
  },
);

route(
  "post",
  "/:sandbox/keys/:key/token",
  {
    id: "createToken",
    summary: "A short-lived token of a key, taken like the key",
    detail:
      "It ends on the sandbox clock, so that its end can be tested, or in real time, whichever comes first; it ends with its key, too. A key has at most 100 at once, and each counts for an hour at least.",
    body: z.strictObject({
      expiresIn: z.number().int().min(1).max(86_400).default(3600).describe("Seconds"),
      scopes: z
        .array(z.string().max(100))
        .max(50)
        .optional()
        .describe("Fewer than the key has; all of them if nothing is said"),
    }),
    answers: { 201: CreatedKey },
  },
  async ({ context, on: actor, body, params }) => {
    const { control } = context.env;
    const sandbox = await findSandbox(control, actor, params.sandbox);
    return context.json(
      await createToken(control, actor, sandbox.id, params.key, body.expiresIn * 1000, body.scopes),
      201,
    );
  },
);

route(
  "get",
  "/:sandbox/keys/:key/tokens",
  {
    id: "listTokens",
    summary: "The tokens of a key, newest first",
    detail: "A day after its end a token is forgotten.",
    query: KeyPage,
    answers: { 200: listOf(KeyView) },
  },
  async ({ context, on: actor, query, params }) => {
    const { control } = context.env;
    const sandbox = await findSandbox(control, actor, params.sandbox);
    return context.json({
      data: await listTokens(control, sandbox.id, params.key, query),
    });
  },
);
