import { env } from "cloudflare:test";
import { drizzle } from "drizzle-orm/d1";
import { describe, expect, it } from "vitest";
import { compile } from "#blueprint/compile.ts";
import { readDocument } from "#blueprint/read/document.ts";
import type { Blueprint } from "#blueprint/format/blueprint.ts";
import { type Client, Refusal } from "#client/client.ts";
import { silent } from "#cli/progress.ts";
import { publishInParts } from "#cli/publishing/upload.ts";
import type { BlobStorage } from "#contract/blobs.ts";
import type { Control } from "#control/context.ts";
import { forgetUploads } from "#control/apis/delete-expired-uploads.ts";
import { sha256Hex } from "#lib/hash.ts";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, type Partner, activateTestSandbox, send, signUp } from "../support/test-sandbox.ts";

const blobs: BlobStorage = env.BLOBS;
let counter = 0;
const newSlug = (): string => `up${Date.now().toString(36)}${counter++}`;

/** A document that is new each time, so that no release of an earlier test is met. */
function compiled(): { document: string; blueprint: Blueprint } {
  const document = JSON.stringify({ ...LIBRARY, info: { title: `Library ${newSlug()}`, version: "1" } });
  const read = readDocument(document);
  if (!read.ok) throw new Error("the document is wrong");
  const made = compile(read.value);
  if (!made.ok) throw new Error("the document does not compile");
  return { document, blueprint: made.value.blueprint };
}

type Sent = { method: string; path: string };

/** The command line's client over the test's own door; what it sends is noted. */
function clientFor(partner: Partner, sent: Sent[] = [], fails: (one: Sent) => boolean = () => false): Client {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    sent.push({ method, path });
    if (fails({ method, path })) throw new Error("the connection was lost");
    const isRaw = body instanceof Uint8Array;
    const answer = await send(`${ORIGIN}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${partner.token}`,
        "content-type": isRaw ? "application/octet-stream" : "application/json",
      },
      ...(body === undefined
        ? {}
        : { body: isRaw ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    });
    if (answer.status >= 400) throw new Refusal(answer.status, answer.body.message, undefined, []);
    return answer.body as T; // the caller's own word, as in the command line
  };
}

const publication = (given: { document: string; blueprint: Blueprint }) => ({
  ...given,
  sources: [],
  visibility: "public" as const,
});

const controlAt = (now: number): Control => ({ db: drizzle(env.DB), blobs, now }) as unknown as Control; // all that the sweep of uploads needs

const keysUnder = async (prefix: string): Promise<string[]> =>
  (await blobs.list({ prefix })).objects.map((one) => one.key);

const DAY = 24 * 3_600_000;

describe("publishing in parts", () => {
  it("makes the same playable release as one request, and leaves no parts behind", async () => {
    const [partner, slug] = [await signUp(), newSlug()];
    const given = compiled();
    const release = await publishInParts(clientFor(partner), slug, publication(given), silent);
    expect(release).toMatchObject({ api: slug, operations: 12 });
    expect(await (await blobs.get(`releases/${release.release}/document`))?.text()).toBe(given.document);
    expect(await keysUnder(`uploads/${partner.partner}/`)).toEqual([]);
    expect(await keysUnder("unfinished/")).not.toContain(`unfinished/${release.release}`);
    const sandbox = await activateTestSandbox(partner, slug);
    expect((await sandbox.api("POST", "/v1/books", { title: "Parts" })).status).toBe(201);
    const sent: Sent[] = [];
    const again = await publishInParts(clientFor(partner, sent), slug, publication(given), silent);
    expect(again.release).toBe(release.release);
    expect(sent.filter((one) => one.method === "PUT")).toEqual([]);
  });

  it("goes on where it broke off", async () => {
    const [partner, slug] = [await signUp(), newSlug()];
    const given = compiled();
    let puts = 0;
    const broken = clientFor(partner, [], ({ method }) => method === "PUT" && ++puts > 1);
    await expect(publishInParts(broken, slug, publication(given), silent)).rejects.toThrow("lost");
    expect(
      (
        await send(`${ORIGIN}/api/v1/apis/${slug}/fidelity`, {
          headers: { authorization: `Bearer ${partner.token}` },
        })
      ).status,
    ).toBe(404);
    const there = await keysUnder(`uploads/${partner.partner}/`);
    expect(there.length).toBeGreaterThan(0);
    const sent: Sent[] = [];
    await publishInParts(clientFor(partner, sent), slug, publication(given), silent);
    const resent = sent.flatMap(({ method, path }) => (method === "PUT" ? [path.split("/").at(-1)] : []));
    expect(resent.length).toBeGreaterThan(0);
    for (const key of there) expect(resent).not.toContain(key.split("/").at(-1));
  });

  it("leaves nothing to be seen of a blueprint that is wrong, and the sweep takes what it left", async () => {
    const [partner, slug] = [await signUp(), newSlug()];
    const { document, blueprint } = compiled();
    const broken: [string, Blueprint][] = [
      ["not one of this version", { ...blueprint, seed: { examples: [] } as unknown as Blueprint["seed"] }],
      ["lacks files", { ...blueprint, schemas: [] }],
      ["lacks files", { ...blueprint, details: [...blueprint.details, {}] }],
      ["compiler", { ...blueprint, index: { ...blueprint.index, compiler: "0" } }],
      [
        "lacks files",
        { ...blueprint, index: { ...blueprint.index, chunks: { details: 1e9, schemas: 1e9 } } },
      ],
    ];
    for (const [said, one] of broken)
      await expect(
        publishInParts(clientFor(partner), slug, publication({ document, blueprint: one }), silent),
      ).rejects.toThrow(said);
    const listed = await partner.call("GET", "/api/v1/apis");
    expect((listed.body.data as { slug: string }[]).map((one) => one.slug)).not.toContain(slug);
    const marks = await keysUnder("unfinished/");
    expect(marks.length).toBeGreaterThan(0);
    const [release] = marks.map((one) => one.slice("unfinished/".length));
    expect(await keysUnder(`releases/${release}/`)).not.toContain(`releases/${release}/blueprint/index.json`);
    await forgetUploads(controlAt(Date.now()));
    expect(await keysUnder(`uploads/${partner.partner}/`)).not.toEqual([]);
    await forgetUploads(controlAt(Date.now() + 2 * DAY));
    expect(await keysUnder(`uploads/${partner.partner}/`)).toEqual([]);
    expect(await keysUnder("unfinished/")).toEqual([]);
    expect(await keysUnder(`releases/${release}/`)).toEqual([]);
  });

  it("keeps a whole release whose mark outlived a crash", async () => {
    const [partner, slug] = [await signUp(), newSlug()];
    const { release } = await publishInParts(clientFor(partner), slug, publication(compiled()), silent);
    await blobs.put(`unfinished/${release}`, release);
    await forgetUploads(controlAt(Date.now() + 2 * DAY));
    expect(await keysUnder("unfinished/")).not.toContain(`unfinished/${release}`);
    expect(await keysUnder(`releases/${release}/`)).toContain(`releases/${release}/blueprint/index.json`);
  });
});

describe("a part", () => {
  const put = (partner: Partner | undefined, slug: string, hash: string, body: BodyInit) =>
    send(`${ORIGIN}/api/v1/apis/${slug}/uploads/${hash}`, {
      method: "PUT",
      headers: partner ? { authorization: `Bearer ${partner.token}` } : {},
      body,
    });

  it("is refused to strangers, under another's name, with another digest, and beyond its size", async () => {
    const [partner, slug] = [await signUp(), newSlug()];
    const hash = await sha256Hex("part");
    expect((await put(undefined, slug, hash, "part")).status).toBe(401);
    expect((await put(partner, slug, "nonsense", "part")).status).toBe(400);
    const wrong = await put(partner, slug, hash, "trap");
    expect(wrong).toMatchObject({ status: 400, body: { sandbox_error: "invalid_request" } });
    expect(wrong.body.message).toContain("does not have the digest");
    expect(await keysUnder(`uploads/${partner.partner}/`)).toEqual([]);
    expect((await put(partner, slug, hash, new Uint8Array(4 * 1024 * 1024 + 1))).status).toBe(413);
    expect(await put(partner, slug, hash, "part")).toMatchObject({ status: 200, body: { bytes: 4 } });
    expect((await put(partner, slug, hash, "part")).status).toBe(200);
    await publishInParts(clientFor(partner), slug, publication(compiled()), silent);
    const other = await signUp();
    expect((await put(other, slug, hash, "part")).status).toBe(403);
    expect((await put(other, "admin", hash, "part")).status).toBe(400);
  });

  it("of another provider is not there for a manifest", async () => {
    const [one, other] = [await signUp(), await signUp()];
    const hash = await sha256Hex("part");
    await put(one, newSlug(), hash, "part");
    const part = { sha256: hash, bytes: 4 };
    const asked = await other.call("POST", `/api/v1/apis/${newSlug()}/uploads`, {
      document: [part],
      blueprint: [part, part],
    });
    expect(asked).toMatchObject({ status: 200, body: { missing: [hash] } });
  });
});

describe("one request", () => {
  it("carries at most 6 MB, whatever it says of its length", async () => {
    const partner = await signUp();
    const form = new FormData();
    form.set("document", new Blob(["x".repeat(7 * 1024 * 1024)]));
    const refused = await send(`${ORIGIN}/api/v1/apis/${newSlug()}/releases`, {
      method: "POST",
      headers: { authorization: `Bearer ${partner.token}` },
      body: form,
    });
    expect(refused.status).toBe(413);
    expect(refused.body.message).toContain("in parts");
  });
});
