// An organisation that has one of everything a route can name: what strangers are let loose on.
import { env, runInDurableObject } from "cloudflare:test";
import { sha256Hex } from "#lib/hash.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import {
  type Partner,
  ORIGIN,
  activateTestSandbox,
  admin,
  callerOf,
  publish,
  send,
  signUp,
} from "../support/test-sandbox.ts";
import { teammate } from "../support/pipeline.ts";

export const ALLOWED_ADDRESS = "192.0.2.7";
export const SANDBOX_NAME = "default";
/** What is uploaded where a route takes bytes and no form. */
export const PART = "a part of a document";

export type Victim = {
  owner: Partner;
  roles: Record<"owner" | "developer" | "viewer" | "reviewer", string>;
  /** Credentials of machines, by what they are. */
  keys: Record<KeyKind, string>;
  serviceTokens: Record<TokenKind, string>;
  slug: string;
  /** An API of the same organisation that nobody else may see. */
  privateSlug: string;
  sandboxToken: string;
  /** By the name of the path parameter. */
  ids: Record<string, string>;
  /** Everything that a refusal must not tell. */
  secrets: string[];
  state(): Promise<State>;
};

export type TokenKind =
  | "read token"
  | "test token"
  | "publish token"
  | "admin token"
  | "revoked admin token"
  | "expired admin token";

export type KeyKind =
  | "plain key"
  | "manage key"
  | "all-API manage key"
  | "manage key of another sandbox"
  | "manage key of another API"
  | "expired manage key"
  | "revoked manage key"
  | "manage key bound to other addresses"
  | "manage token"
  | "plain token"
  | "token of a plain key that asked for sandbox:manage"
  | "live key";

/** Rows of D1 and of the tenant, by table. */
export type State = Record<string, string[]>;

const MANAGE = { scopes: ["sandbox:manage"] };
const SANDBOX_FILE = `live: hosted\n${LIBRARY_BEHAVIOUR}`;
const HOOK = "https://ok.webhook.test/hook";

export async function openVictim(): Promise<Victim> {
  const owner = await signUp();
  const { partner } = owner;
  const call = async (method: string, path: string, body?: object): Promise<any> => {
    const answer = await owner.call(method, path, body ?? (method === "GET" ? undefined : {}));
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const { slug } = await published(owner, SANDBOX_FILE);
  const other = await published(owner, SANDBOX_FILE);
  const hidden = await published(owner, SANDBOX_FILE, "private");
  const testSandbox = await activateTestSandbox(owner, slug);
  await call("PUT", `/api/v1/apis/${slug}/plans/standard`, { name: "Standard" });
  await call("POST", `/api/v1/subscriptions/${slug}/submissions`, { form: {} });
  const submissions = await call("GET", `/api/v1/subscriptions/${slug}/submissions`);
  // The plan of the whole organisation: it leaves room for as many keys and sandboxes as are needed here.
  await admin("POST", `/api/v1/live/${slug}/approvals`, { partner, plan: "pro" });
  await call("POST", "/api/v1/sandboxes", { name: "second" });
  for (const [api, sandbox] of [
    [slug, "second"],
    [other.slug, "default"],
    [hidden.slug, "default"],
  ])
    await call("POST", `/api/v1/settings/api-access/sandbox/activate?api=${api}&sandbox=${sandbox}`);
  const sandboxes = (await call("GET", "/api/v1/sandboxes")).data as { id: string; name: string }[];
  const sandbox = sandboxes.find((one) => one.name === SANDBOX_NAME)?.id ?? "";
  const at = `/api/v1/sandboxes/${sandbox}/${slug}`;
  const make = (body: object, into = sandbox): Promise<{ id: string; rawKey: string }> =>
    call("POST", `/api/v1/sandboxes/${into}/keys`, { api: slug, ...body });

  const plain = await make({ name: "plain" });
  const manage = await make({ name: "manage", ...MANAGE });
  const expired = await make({ ...MANAGE, expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
  await env.DB.prepare("UPDATE keys SET expires = 1 WHERE id = ?").bind(expired.id).run();
  const revoked = await make(MANAGE);
  await call("DELETE", `/api/v1/sandboxes/${sandbox}/keys/${revoked.id}`);
  const token = (of: string, body: object): Promise<{ rawKey: string }> =>
    call("POST", `/api/v1/sandboxes/${sandbox}/keys/${of}/token`, body);
  const live = await call("POST", `/api/v1/live/${slug}/keys`, { name: "Live" });
  const keys: Victim["keys"] = {
    "plain key": plain.rawKey,
    "manage key": manage.rawKey,
    "all-API manage key": (
      await call("POST", `/api/v1/sandboxes/${sandbox}/keys`, { scopes: ["sandbox:manage", "*"] })
    ).rawKey as string,
    "manage key of another sandbox": (await make(MANAGE, "second")).rawKey,
    "manage key of another API": (await make({ ...MANAGE, api: other.slug })).rawKey,
    "expired manage key": expired.rawKey,
    "revoked manage key": revoked.rawKey,
    "manage key bound to other addresses": (await make({ ...MANAGE, allow: [ALLOWED_ADDRESS] })).rawKey,
    "manage token": (await token(manage.id, {})).rawKey,
    "plain token": (await token(plain.id, {})).rawKey,
    "token of a plain key that asked for sandbox:manage": await exchanged(plain),
    "live key": live.rawKey as string,
  };

  const service = (scope: string, more = {}): Promise<{ id: string; token: string }> =>
    call("POST", "/api/v1/service-tokens", { name: scope, scopes: [scope], ...more });
  const read = await service("read");
  const ended = await service("admin");
  await call("DELETE", `/api/v1/service-tokens/${ended.id}`);
  const late = await service("admin", { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
  await env.DB.prepare("UPDATE service_tokens SET expires = 1 WHERE id = ?").bind(late.id).run();
  const serviceTokens: Victim["serviceTokens"] = {
    "read token": read.token,
    "test token": (await service("test")).token,
    "publish token": (await service("publish")).token,
    "admin token": (await service("admin")).token,
    "revoked admin token": ended.token,
    "expired admin token": late.token,
  };

  // Each key has met its tenant: what a tenant learns of a key later is then a change.
  for (const key of Object.values(keys))
    for (const base of [testSandbox.host, ORIGIN]) await callerOf(base, key)("GET", "/v1/books");

  const endpoint = await call("POST", `${at}/endpoints`, { url: HOOK, events: [] });
  const book = (await testSandbox.api("POST", "/v1/books", { title: "A secret title" })).body as {
    id: string;
  };
  await testSandbox.api("POST", `/v1/books/${book.id}/publish`);
  const snapshot = await call("POST", `${at}/snapshots`, { name: "kept" });
  const fault = await call("POST", `${at}/faults`, {
    effect: { scenario: "conflict" },
    match: { operation: "deleteBook" },
    count: 100,
  });
  await call("PUT", `${at}/rate-overrides/${plain.id}`, { limit: 1000 });
  const log = (await call("GET", `${at}/log`)).data as { id: string }[];
  const request = log[0]?.id ?? "";
  const bundle = new URL((await call("POST", `${at}/log/${request}/bundle`)).url as string).pathname;
  const { data: releases } = await call("GET", `/api/v1/apis/${slug}/releases`);
  const workflows = await call("GET", `/api/v1/apis/${slug}/workflows`);
  const receipt = await call("POST", `${at}/receipts`, {
    run: sandbox,
    workflow: workflows.data[0].id,
    passed: false,
    milliseconds: 1,
    steps: [{ stepId: "one", title: "One", passed: false, attempts: 1, checks: [], request: null }],
  });
  await call("PUT", `/api/v1/apis/${slug}/aliases/next`, { release: releases[0].release });
  const status = await call("GET", at);
  const deliveries = await settled(() => call("GET", `${at}/deliveries`));

  const roles = {
    owner: owner.token,
    developer: (await teammate(owner, "developer")).token,
    viewer: (await teammate(owner, "viewer")).token,
    reviewer: (await teammate(owner, "reviewer")).token,
  };
  const members = (await call("GET", "/api/v1/organisation/members")).data as { id: string; role: string }[];
  const webhook = await call("POST", "/api/v1/organisation/webhooks", { url: HOOK });
  const sent = await call("POST", `/api/v1/organisation/webhooks/${webhook.id as string}/test`);
  const invitation = await call("POST", "/api/v1/organisation/invitations", {
    email: "invited@example.com",
    role: "viewer",
  });

  const apis = await env.DB.prepare("SELECT id, slug FROM apis WHERE owner = ?")
    .bind(partner)
    .all<{ id: string; slug: string }>();
  const ids: Victim["ids"] = {
    sandbox,
    api: slug,
    slug,
    key: plain.id,
    liveKey: live.id as string,
    endpoint: endpoint.id as string,
    delivery: String(deliveries[0]?.id),
    fault: fault.id as string,
    snapshot: snapshot.id as string,
    request,
    resource: "book",
    record: book.id,
    partner,
    submission: submissions.data[0].id as string,
    plan: "standard",
    release: releases[0].release as string,
    alias: "next",
    workflow: workflows.data[0].id as string,
    receipt: receipt.id as string,
    token: bundle.split("/").at(-1) ?? "",
    serviceToken: read.id,
    member: members.find(({ role }) => role === "viewer")?.id ?? "",
    invitation: invitation.id as string,
    webhook: webhook.id as string,
    sent: String(sent.id),
    timer: await timerOf(`${sandbox}:${apis.results.find((one) => one.slug === slug)?.id ?? ""}`),
    table: "user",
    sha256: await sha256Hex(PART),
  };
  return {
    owner,
    roles,
    keys,
    serviceTokens,
    slug,
    privateSlug: hidden.slug,
    sandboxToken: (status.sandboxPath as string).split("/")[2] ?? "",
    ids,
    secrets: [
      endpoint.secret,
      webhook.secret,
      "A secret title",
      book.id,
      owner.email,
      ...Object.values(keys),
      ...Object.values(serviceTokens),
    ],
    state: () =>
      stateOf({ partner, sandboxes: sandboxes.map(({ id }) => id), apis: apis.results.map(({ id }) => id) }),
  };
}

/** The timer that moves the published book. */
const timerOf = (name: string): Promise<string> =>
  runInDurableObject(env.TEST.getByName(name), (_instance, { storage }) =>
    String(storage.sql.exec<{ id: number }>("SELECT id FROM timers WHERE virtual = 1").toArray()[0]?.id),
  );

async function published(
  owner: Partner,
  sandboxFile: string,
  visibility?: string,
): Promise<{ slug: string }> {
  const { slug, answer } = await publish(owner, { document: LIBRARY, sandboxFile });
  if (answer.status !== 201) throw new Error(answer.text);
  if (visibility !== undefined)
    await env.DB.prepare("UPDATE apis SET visibility = ? WHERE slug = ?").bind(visibility, slug).run();
  return { slug };
}

/** What the token endpoint gives a plain key that asks to manage; where it refuses, a text that is no credential. */
async function exchanged({ id, rawKey }: { id: string; rawKey: string }): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: id,
    client_secret: rawKey,
    scope: "sandbox:manage",
  });
  const { body } = await send(`${ORIGIN}/api/v1/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  });
  return (body.access_token as string | undefined) ?? "nothing-was-granted";
}

type Delivery = { id: number; state: string };

/** Deliveries once none waits any more, so that nothing changes by itself while strangers try. */
async function settled(list: () => Promise<{ data: Delivery[] }>): Promise<Delivery[]> {
  for (let tries = 0; tries < 200; tries++) {
    const { data } = await list();
    if (data.length > 0 && data.every((one) => one.state !== "pending")) return data;
    await scheduler.wait(50);
  }
  throw new Error("the victim's deliveries do not settle");
}

type Whose = { partner: string; sandboxes: string[]; apis: string[] };

/** What a refused caller must not change: all but counters, logs and audits, which tell of refusals. */
async function stateOf({ partner, sandboxes, apis }: Whose): Promise<State> {
  const state: State = {};
  const { results: tables } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
  ).all<{ name: string }>();
  for (const { name } of tables) {
    if (/^(d1_|audit$|session$|mails$|verification$|rate)/i.test(name)) continue;
    const named = /^(apis|releases|aliases|plans)$/.test(name) ? apis : [partner, ...sandboxes];
    const { results } = await env.DB.prepare(`SELECT * FROM "${name}"`).all();
    state[`D1 ${name}`] = rowsOf(results).filter((row) => named.some((id) => row.includes(id)));
  }
  for (const sandbox of sandboxes)
    for (const api of apis)
      for (const [table, rows] of Object.entries(await tenantState(`${sandbox}:${api}`)))
        state[`${sandbox}:${api} ${table}`] = rows;
  return state;
}

const NOT_STATE = /^(requests|counters|evidence|audit|changes|sqlite_.*|_cf_.*)$/;

const tenantState = (name: string): Promise<State> =>
  runInDurableObject(env.TEST.getByName(name), (_instance, { storage: { sql } }) => {
    const tables = sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .toArray();
    return Object.fromEntries(
      tables
        .filter(({ name: table }) => !NOT_STATE.test(table))
        .map(({ name: table }) => [table, rowsOf(sql.exec(`SELECT * FROM "${table}"`).toArray())]),
    );
  });

/** Columns that tell of use and not of changes are left out. */
const USE = new Set(["last_used", "answered_at", "calls", "calls_month", "facts", "seen_at"]);

const rowsOf = (rows: readonly Record<string, unknown>[]): string[] =>
  rows
    .map((row) =>
      JSON.stringify(Object.fromEntries(Object.entries(row).filter(([column]) => !USE.has(column)))),
    )
    .sort();

/** The tables that are not as they were, with what is new in them. */
export const changesOf = (before: State, after: State): Record<string, string[]> =>
  Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((table) => JSON.stringify(before[table]) !== JSON.stringify(after[table]))
      .map((table) => [table, (after[table] ?? []).filter((row) => !before[table]?.includes(row))]),
  );
