// A release before it is one: what it would be and what would change, of a document, of its address, or of a release that is there.
import { beforeAll, describe, expect, it } from "vitest";
import { lineOf } from "#blueprint/read/line-of.ts";
import { deployedWith } from "../support/deployment.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { ORIGIN, type Partner, publish, send, signUp } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";

const { "/motd": _gone, ...paths } = LIBRARY.paths;
const SHORTER = { ...LIBRARY, paths };

const formOf = (parts: Readonly<Record<string, string>>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts)) form.set(name, value);
  return form;
};

describe("a preview of a release", () => {
  let provider: Partner;
  let slug = "";

  const post = (path: string, parts: Readonly<Record<string, string>>, token = provider.token) =>
    send(`${ORIGIN}/api/v1/apis/${slug}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: formOf(parts),
    });
  const latest = async (): Promise<string> =>
    (await provider.call("GET", `/api/v1/apis/${slug}/releases`)).body.data[0].release as string;

  beforeAll(async () => {
    provider = await signUp();
    const published = await publish(provider, { document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
    slug = published.slug;
  });

  it("names the release that publishing makes, says what breaks, and publishes nothing", async () => {
    const before = await latest();
    const sent = { document: JSON.stringify(SHORTER), sandbox: LIBRARY_BEHAVIOUR };
    const { body } = await post("release-preview", sent);
    expect(body.preview).toMatchObject({
      title: "Library",
      comparedWith: before,
      isLatest: false,
      live: "none",
    });
    expect(body.preview.breaking).toBe(1);
    expect(body.preview.changes[0]).toMatchObject({ breaking: true, at: "GET /motd", what: "is gone" });
    expect(body.preview.report.operations.length).toBe(body.preview.operations);
    expect(await latest()).toBe(before);
    const other = await post("releases", { ...sent, sandbox: "", expected: body.preview.release });
    expect(other).toMatchObject({ status: 409, body: { sandbox_error: "conflict" } });
    expect(await latest()).toBe(before);
    const released = await post("releases", { ...sent, alias: "next", expected: body.preview.release });
    expect(released.body.release).toBe(body.preview.release);
  });

  it("of an API that there is not yet is compared with nothing", async () => {
    const at = `${ORIGIN}/api/v1/apis/not-yet-${slug}/release-preview`;
    const headers = { authorization: `Bearer ${provider.token}` };
    const answer = await send(at, {
      method: "POST",
      headers,
      body: formOf({ document: JSON.stringify(LIBRARY) }),
    });
    expect(answer.body.preview).toMatchObject({ comparedWith: null, breaking: 0, changes: [] });
  });

  it("takes the document of a release, and what is not sent as it was there", async () => {
    const sources = await provider.call("GET", `/api/v1/apis/${slug}/releases/latest/sources`);
    expect(sources.body).toMatchObject({ sandboxFile: LIBRARY_BEHAVIOUR, records: null, overlays: [] });
    expect((await post("release-preview", { base: "latest" })).body.preview.isLatest).toBe(true);
    const other = await post("release-preview", { base: "latest", document: JSON.stringify(SHORTER) });
    expect(other.body.preview.breaking).toBe(1);
    expect(other.body.preview.report.resources.book).toContainEqual(
      expect.objectContaining({ fact: "state", sure: "declared" }),
    );
    const changed = await post("release-preview", {
      base: "latest",
      sandbox: `${LIBRARY_BEHAVIOUR}live: hosted\n`,
    });
    expect(changed.body.preview).toMatchObject({ isLatest: false, live: "hosted", breaking: 0 });
  });

  it("keeps what was chosen of production beside the files until a file says otherwise", async () => {
    const chosen = await post("releases", {
      document: JSON.stringify(LIBRARY),
      sandbox: LIBRARY_BEHAVIOUR,
      live: "hosted",
      alias: "hosted",
    });
    expect(chosen.status).toBe(201);
    const live = async (sandbox: string): Promise<unknown> =>
      (await post("release-preview", { base: "hosted", sandbox })).body.preview.live;
    expect(await live(`# a remark\n${LIBRARY_BEHAVIOUR}`)).toBe("hosted");
    expect(await live(`live: none\n${LIBRARY_BEHAVIOUR}`)).toBe("none");
  });

  it("says of a mistake in sandbox.yaml on which line it is", async () => {
    const misspelt = LIBRARY_BEHAVIOUR.replace("initial:", "inital:");
    const { status, body } = await post("release-preview", { base: "latest", sandbox: misspelt });
    expect(status).toBe(200);
    expect(body.preview).toBeNull();
    expect(body.diagnostics).toEqual([
      expect.objectContaining({
        level: "error",
        at: "sandbox.yaml#/resources/book/lifecycle/inital",
        line: 7,
      }),
    ]);
    const broken = await post("release-preview", { base: "latest", sandbox: "resources:\n  book: [\n" });
    expect(broken.body.diagnostics).toEqual([expect.objectContaining({ at: "sandbox.yaml#", line: 3 })]);
    const undone = await post("release-preview", {
      base: "latest",
      sandbox: "# first\noperations:\n  GET /nothing:\n    status: 200\n",
    });
    expect(undone.body.diagnostics).toContainEqual(
      expect.objectContaining({ level: "warning", at: "sandbox.yaml#/operations/GET ~1nothing", line: 3 }),
    );
  });

  it("takes one document, by one way, from its provider only", async () => {
    expect((await post("release-preview", { sandbox: "" })).status).toBe(400);
    expect((await post("release-preview", { url: "https://example.com/", document: "{}" })).status).toBe(400);
    expect((await post("release-preview", { base: "nothing" })).status).toBe(404);
    const other = await signUp();
    const hook = receiver();
    expect((await post("release-preview", { url: hook.url }, other.token)).status).toBe(403);
    expect((await post("release-preview", { base: "latest" }, other.token)).status).toBe(403);
    expect(hook.received).toEqual([]);
    expect((await other.call("GET", `/api/v1/apis/${slug}/releases/latest/sources`)).status).toBe(403);
  });

  it("reads a document from its address, over redirects, within a size", async () => {
    const there = receiver(() => new Response(JSON.stringify(LIBRARY)));
    const moved = receiver(() => new Response(null, { status: 302, headers: { location: there.url } }));
    const read = await post("release-preview", { url: moved.url, sandbox: LIBRARY_BEHAVIOUR });
    expect(read.body.preview).toMatchObject({ title: "Library", isLatest: true });
    const loop = receiver(() => new Response(null, { status: 302, headers: { location: loop.url } }));
    const large = receiver(() => new Response("x".repeat(2 * 1024 * 1024 + 1)));
    const missing = receiver(() => new Response("no", { status: 404 }));
    expect(await post("release-preview", { url: loop.url })).toMatchObject({ status: 400 });
    expect(loop.received.length).toBe(4);
    expect(await post("release-preview", { url: large.url })).toMatchObject({ status: 413 });
    const none = await post("release-preview", { url: missing.url });
    expect(none.body.message).toContain("It answers 404.");
  });

  it("connects to no private, foreign or own address, whether it is given or redirected to", async () => {
    const deployed = deployedWith({
      REACH: "public",
      DOMAIN: "sandbar.example.com",
      PORTAL_HOST: "portal.example.org",
    });
    const ask = (url: string) =>
      deployed(`https://portal.example.org/api/v1/apis/${slug}/release-preview`, {
        method: "POST",
        headers: { authorization: `Bearer ${provider.token}` },
        body: formOf({ url }),
      });
    const refused = [
      "http://documents.example.com/openapi.json",
      "https://127.0.0.1/openapi.json",
      "https://169.254.169.254/latest/meta-data",
      "https://[fd00::1]/",
      "https://metadata.internal./",
      "https://library.sandbar.example.com/openapi.json",
      "https://user:word@documents.example.com/",
      "file:///etc/passwd",
      "nothing",
    ];
    for (const url of refused) {
      const watched = receiver(undefined, url);
      expect(await ask(url), url).toMatchObject({ status: 400, body: { sandbox_error: "invalid_request" } });
      expect(watched.received, url).toEqual([]);
    }
    const inside = receiver(undefined, "https://10.0.0.1/openapi.json");
    const outside = receiver(
      () => new Response(null, { status: 302, headers: { location: inside.url } }),
      "https://documents.example.org/openapi.json",
    );
    const answer = await ask(outside.url);
    expect(answer.body.message).toContain("https://10.0.0.1/openapi.json must not be a private");
    expect([outside.received.length, inside.received.length]).toEqual([1, 0]);
    const foreign = receiver(undefined, "https://documents.example.net/openapi.json");
    expect((await post("release-preview", { url: foreign.url })).status).toBe(400);
    expect(foreign.received).toEqual([]);
  });
});

describe("the line of a place in a YAML text", () => {
  it("is that of its key, of its item, or of the nearest that is there", () => {
    const text = "# remark\na:\n  b/c:\n    - one\n    - two\n";
    expect(lineOf(text, "/a")).toBe(2);
    expect(lineOf(text, "/a/b~1c")).toBe(3);
    expect(lineOf(text, "/a/b~1c/1")).toBe(5);
    expect(lineOf(text, "/a/none/deeper")).toBe(2);
    expect(lineOf("", "/a")).toBe(1);
  });
});
