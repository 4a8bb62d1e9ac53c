// What an endpoint answers is reported as it is: a redirect is an answer, not a place to go on to.
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STANDARD_WEBHOOKS } from "#blueprint/format/signing.ts";
import type { Claim } from "#contract/delivery.ts";
import { attempt } from "#delivery/consume.ts";

const calls: string[] = [];
let server: Server;
let base = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    calls.push(request.url ?? "");
    const status = Number(/^\/(\d+)$/.exec(request.url ?? "")?.[1] ?? 200);
    response.writeHead(status, status < 300 ? {} : { location: `${base}/target` });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const claim = (url: string): Claim => ({
  delivery: 1,
  attempt: 1,
  url,
  eventId: "evt_1",
  eventType: "book.created",
  body: "{}",
  signing: STANDARD_WEBHOOKS,
  format: "json",
  secrets: [],
  tamper: null,
});

describe("attempt", () => {
  it.each([301, 302, 303, 307, 308])("reports a %i and never calls where it points to", async (status) => {
    const asked: RequestInit[] = [];
    const post: typeof fetch = (input, init) => {
      asked.push(init ?? {});
      return fetch(input, init);
    };
    const report = await attempt(claim(`${base}/${status}`), { post, reach: "loopback", ownHosts: [] });
    expect(report).toMatchObject({ status, error: null });
    expect(asked[0]?.redirect).toBe("manual");
    expect(calls).toContain(`/${status}`);
    expect(calls).not.toContain("/target");
  });

  it("makes no connection to a URL that the guard refuses", async () => {
    const post: typeof fetch = () => Promise.reject(new Error("a connection was made"));
    for (const url of [
      "https://localhost./",
      "https://10.0.0.1./",
      "https://[64:ff9b::a00:1]/",
      "https://api.own.example.com./",
    ]) {
      const report = await attempt(claim(url), { post, reach: "public", ownHosts: ["own.example.com"] });
      expect(report).toMatchObject({ status: null, error: expect.stringMatching(/^the URL must/) });
    }
  });
});
