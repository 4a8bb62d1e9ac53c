// Releases that older compilers made, as those compilers stored them (`support/stored-releases/`): each is loaded and answers.
import { env, evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { FORMAT } from "#blueprint/format/blueprint.ts";
import {
  type BlobStore,
  blueprintKey,
  documentKey,
  loadDetails,
  loadIndex,
  loadReport,
  loadSchemas,
  loadSeed,
  sourcesKey,
} from "#contract/blobs.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import formatOne from "../support/stored-releases/format-1.json";
import formatTwo from "../support/stored-releases/format-2.json";
import sources from "../support/stored-releases/sources.json";
import { rows, stubOf } from "../support/tenant.ts";

const STORED: Record<number, Record<string, unknown>> = { 1: formatOne, 2: formatTwo };
const FORMATS = Object.keys(STORED).map(Number);

/** A store in memory that holds one release, and counts what is put. */
function storeOf(parts: Record<string, unknown>): BlobStore & { blobs: Map<string, string>; puts: string[] } {
  const blobs = new Map<string, string>();
  const puts: string[] = [];
  for (const [part, value] of Object.entries(parts))
    blobs.set(blueprintKey("r", part), JSON.stringify(value));
  blobs.set(documentKey("r"), JSON.stringify(sources.document));
  return {
    blobs,
    puts,
    get: async (key) => (blobs.has(key) ? { text: async () => blobs.get(key) ?? "" } : null),
    put: async (key, value) => {
      puts.push(key);
      blobs.set(key, value);
    },
  };
}

const keep = (store: ReturnType<typeof storeOf>): void =>
  void store.blobs.set(
    sourcesKey("r"),
    JSON.stringify({ overlays: [], sandboxFile: sources.sandboxFile, live: "none" }),
  );

const load = async (store: BlobStore) => {
  const { value: index } = await loadIndex(store, "r");
  const release = { release: "r", index };
  const [details, schemas, seed] = await Promise.all([
    loadDetails(store, release, 0),
    loadSchemas(store, release, 0),
    loadSeed(store, release),
  ]);
  return {
    index,
    details: details.value,
    schemas: schemas.value,
    seed,
    report: await loadReport(store, release),
  };
};

it("there is a stored release of every format there was", () => {
  expect(FORMATS).toEqual(Array.from({ length: FORMAT - 1 }, (_, i) => i + 1));
  for (const format of FORMATS) expect(STORED[format]?.["index"]).toMatchObject({ format });
});

describe.each(FORMATS)("a release of format %i", (format) => {
  it("is upgraded where its sources were not kept, and nothing is stored", async () => {
    const store = storeOf(STORED[format] ?? {});
    const { index, details, schemas } = await load(store);
    expect(index.resources["note"]?.identity).toMatchObject({
      property: "id",
      generator: { prefix: "note_" },
    });
    expect(index.events.signing.headers).toMatchObject({ "x-hub-signature-256": "{signatures}" });
    expect(Object.keys(details)).toHaveLength(3);
    expect(Object.keys(schemas).length).toBeGreaterThan(0);
    expect(store.puts).toEqual([]);
  });

  it("is compiled again from its sources once, whoever loads it at the same time", async () => {
    const store = storeOf(STORED[format] ?? {});
    keep(store);
    const [one, other] = await Promise.all([load(store), load(store)]);
    expect(one).toEqual(other);
    expect(one.index).toMatchObject({ format: FORMAT, recompiled: true });
    expect(one.report?.notices[0]?.message).toContain("github");
    const stored = store.puts.length;
    expect(stored).toBeGreaterThan(0);
    expect(await load(store)).toEqual(one);
    expect(store.puts).toHaveLength(stored);
    // What was published is left as it was.
    expect(store.puts.every((key) => !key.startsWith("releases/r/blueprint/"))).toBe(true);
  });
});

it("a release of a later format is refused by name", async () => {
  const store = storeOf({ index: { ...formatTwo.index, format: FORMAT + 1 } });
  await expect(loadIndex(store, "r")).rejects.toThrow(`reads up to ${FORMAT}`);
});

/** A sandbox whose release is replaced by one of an older format, as if it had been opened then. */
async function openedThen(format: number): Promise<TestSandbox> {
  const sandbox = await openTestSandbox({
    document: sources.document,
    sandboxFile: "events: { signing: { signed: '{body}', headers: { x-now: '{signatures}' } } }",
  });
  const row = await env.DB.prepare("SELECT release FROM apis WHERE slug = ?")
    .bind(sandbox.slug)
    .first<{ release: string }>();
  const release = row?.release ?? "";
  const old = `then-${format}-${sandbox.slug}`;
  for (const [part, value] of Object.entries(STORED[format] ?? {}))
    await env.BLOBS.put(blueprintKey(old, part), JSON.stringify(value));
  await env.BLOBS.put(documentKey(old), JSON.stringify(sources.document));
  expect(release).not.toBe("");
  await rows(sandbox, "UPDATE meta SET value = json_set(value, '$.release', ?)", old);
  await evictDurableObject(await stubOf(sandbox));
  return sandbox;
}

describe.each(FORMATS)("a sandbox whose release is of format %i", (format) => {
  it("answers, and its endpoints sign as their scheme's name says", async () => {
    const sandbox = await openedThen(format);
    const made = await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`, {
      url: "https://ok.webhook.test/",
    });
    await rows(sandbox, "UPDATE endpoints SET scheme = 'github'");
    const note = await sandbox.api(
      "POST",
      "/notes",
      { text: "Still here" },
      { "x-sandbox-scenario": "webhook_delayed" },
    );
    expect(note.status).toBe(201);
    expect((await sandbox.api("GET", `/notes/${note.body.id}`)).body).toEqual(note.body);
    const [{ id } = { id: 0 }] = await rows<{ id: number }>(sandbox, "SELECT id FROM deliveries");
    await rows(sandbox, "UPDATE deliveries SET due = 0, lease = NULL");
    expect(await (await stubOf(sandbox)).claim(id)).toMatchObject({
      signing: { headers: { "x-hub-signature-256": "{signatures}" }, signature: "sha256={digest}" },
      secrets: [made.body.secret],
    });
  });
});
