// The certificate of `sandbar start --https`, on a server of Node's own.
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, readdir } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type * as Https from "#cli/local/https.ts";

const DAY_MS = 86_400_000;
let state = "";
let https: typeof Https;

beforeAll(async () => {
  state = await mkdtemp(path.join(tmpdir(), "sandbar-https-"));
  vi.stubEnv("SANDBAR_STATE", state);
  https = await import("#cli/local/https.ts");
});

describe("localCertificate", () => {
  it("is trusted once its authority is, for localhost and the names it was made for", async () => {
    const { key, certificate, authorityFile } = await https.localCertificate(Date.now(), ["embed"]);
    const server = createServer({ key, cert: certificate }, (_request, response) => response.end("fine"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    try {
      await expect(fetch(url)).rejects.toThrow();
      await https.trustAuthority(authorityFile);
      expect(await (await fetch(url)).text()).toBe("fine");
    } finally {
      server.close();
    }
    const read = new X509Certificate(certificate);
    const hosts = ["localhost", "embed.localhost", "example.com"].map((one) => read.checkHost(one));
    expect([...hosts, read.checkIP("127.0.0.1")]).toEqual([
      "localhost",
      "embed.localhost",
      undefined,
      "127.0.0.1",
    ]);
  });

  it("is kept until it nears its end or lacks a name, and the key of its authority is nowhere", async () => {
    const first = await https.localCertificate(Date.now(), ["embed"]);
    expect(first.isNew).toBe(false);
    expect((await https.localCertificate(Date.now(), ["embed", "stripe"])).isNew).toBe(true);
    expect((await https.localCertificate(Date.now() + 390 * DAY_MS, ["embed"])).isNew).toBe(true);
    const files = await readdir(path.join(state, "https"));
    const texts = await Promise.all(files.map((one) => readFile(path.join(state, "https", one), "utf8")));
    expect(texts.filter((text) => text.includes("PRIVATE KEY"))).toHaveLength(1);
  });
});
