// Releases: names that point at them, what changed between two and what of it breaks a client, and sandboxes that go over.
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { send, ORIGIN } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";

const { "/books/{bookId}/publish": _gone, ...paths } = LIBRARY.paths;
const { title, ...members } = LIBRARY.components.schemas.BookInput.properties;
/** A second version: a route and a member are gone, something is required now, something is new. */
const SECOND = {
  ...LIBRARY,
  info: { title: "Library", version: "2" },
  paths,
  components: {
    ...LIBRARY.components,
    schemas: {
      ...LIBRARY.components.schemas,
      BookInput: {
        ...LIBRARY.components.schemas.BookInput,
        properties: { ...members, name: title, shelf: { type: "string" } },
        required: ["name", "shelf"],
      },
    },
  },
};

const release = async (token: string, slug: string, document: object, alias?: string) => {
  const form = new FormData();
  form.set("document", JSON.stringify(document));
  form.set("sandbox", "live: hosted");
  if (alias !== undefined) form.set("alias", alias);
  const answer = await send(`${ORIGIN}/api/v1/apis/${slug}/releases`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.release as string;
};

test("a release is tried as `next`, compared, promoted, and left; sandboxes stay until they go over", async () => {
  const { provider, sandbox, slug } = await openBothSides();
  const apis = (method: string, path: string, body?: object) =>
    provider.call(method, `/api/v1/apis/${slug}/${path}`, body);
  const made = (await sandbox.api("POST", "/v1/books", { title: "Stays" })).body as { id: string };
  const first = (await apis("GET", "releases")).body.data[0].release as string;
  const second = await release(provider.token, slug, SECOND, "next");
  const listed = (await apis("GET", "releases")).body.data as { release: string; aliases: string[] }[];
  expect(Object.fromEntries(listed.map((one) => [one.release, one.aliases]))).toEqual({
    [first]: ["latest"],
    [second]: ["next"],
  });

  const { body } = await apis("GET", "diff?from=latest&to=next");
  const said = (body.data as { breaking: boolean; at: string; what: string }[]).map(
    (one) => `${one.breaking ? "! " : ""}${one.at} ${one.what}`,
  );
  expect(said).toEqual(
    expect.arrayContaining([
      "! POST /books/{}/publish is gone",
      "! POST /books body.shelf is required now",
      "! GET /books/{} answer.title is gone",
      "GET /books/{} answer.name is new",
    ]),
  );
  expect(body.breaking).toBeGreaterThan(2);
  expect((await apis("GET", `diff?from=${first}&to=${first}`)).body).toEqual({ breaking: 0, data: [] });

  // The partner tries it on records that stay, and goes back.
  const pin = (to: string) =>
    sandbox.partner.call("PUT", `/api/v1/sandboxes/default/${slug}/release`, { release: to });
  expect((await pin("next")).body.release).toBe(second);
  expect((await sandbox.api("POST", "/v1/books", { title: "No shelf" })).status).toBeGreaterThanOrEqual(400);
  expect((await sandbox.api("GET", `/v1/books/${made.id}`)).status).toBe(200);
  expect((await pin(first.slice(0, 12))).body.release).toBe(first);
  expect((await sandbox.api("GET", `/v1/books/${made.id}`)).body.title).toBe("Stays");
  expect((await pin("nothing")).status).toBe(404);

  expect(
    (await sandbox.partner.call("PUT", `/api/v1/apis/${slug}/aliases/latest`, { release: "next" })).status,
  ).toBe(403);
  expect((await apis("POST", `releases/${first}/deprecate`)).status).toBe(409);
  expect((await apis("PUT", "aliases/latest", { release: "next" })).body.release).toBe(second);
  expect((await apis("POST", `releases/${first}/deprecate`)).status).toBe(204);
  expect((await sandbox.api("GET", `/v1/books/${made.id}`)).body.title).toBe("Stays");
});

test("the provider looks into a partner's sandbox, never others', and every look is in the audit", async () => {
  const { provider, sandbox, slug } = await openBothSides();
  await sandbox.api("GET", "/v1/books/none");
  const at = `/api/v1/apis/${slug}/partners/${sandbox.partner.partner}`;
  const log = await provider.call("GET", `${at}/log?status=4xx`);
  expect(log.body.data).toHaveLength(1);
  const call = await provider.call("GET", `${at}/log/${log.body.data[0].id as string}`);
  expect(call.body.whose).toBe("call");
  expect(call.text).not.toContain(sandbox.key);
  expect((await provider.call("GET", `${at}/readiness`)).body.facts.length).toBeGreaterThan(0);
  const audit = (await provider.call("GET", "/api/v1/audit?action=partner.look")).body.data as object[];
  expect(audit).toHaveLength(2);
  const other = await openBothSides();
  expect((await other.provider.call("GET", `${at}/log`)).status).toBe(403);
  expect(
    (await provider.call("GET", `/api/v1/apis/${slug}/partners/${other.sandbox.partner.partner}/log`)).status,
  ).toBe(404);
});

test("a replay against a release plays the partner's own calls against another release, follows new ids, and touches nothing", async () => {
  const { provider, sandbox, slug } = await openBothSides();
  const made = (await sandbox.api("POST", "/v1/books", { title: "Rehearsed" })).body as { id: string };
  await sandbox.api("GET", `/v1/books/${made.id}`);
  await sandbox.api("POST", `/v1/books/${made.id}/publish`);
  await sandbox.api("GET", "/v1/books", undefined, { "x-sandbox-scenario": "unavailable" });
  await sandbox.api("DELETE", `/v1/books/${made.id}`);
  await release(provider.token, slug, SECOND, "next");
  const replayCalls = (to: string) =>
    sandbox.partner.call("POST", `/api/v1/sandboxes/default/${slug}/release-replay`, { release: to });
  // Against its own release nothing breaks: the ids that were given anew were followed.
  expect((await replayCalls("latest")).body).toMatchObject({ replayed: 4, breaking: 0 });
  const next = await replayCalls("next");
  const said = (next.body.data as { method: string; breaks: boolean; why: string | null }[]).map((one) => [
    one.method,
    one.breaks,
  ]);
  expect(said.slice(0, 2)).toEqual([
    ["POST", true],
    ["GET", true],
  ]);
  expect(next.body.data[0].why).toContain("it answers 4");
  expect((await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${slug}`)).body.release).not.toBe(
    next.body.release,
  );
  expect((await sandbox.api("GET", `/v1/books/${made.id}`)).status).toBe(404);
  expect(
    await env.DB.prepare("SELECT count(*) AS n FROM tenants WHERE owner LIKE 'scratch%'").first(),
  ).toEqual({ n: 0 });
});
