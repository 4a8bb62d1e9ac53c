// How much of a body is read before anybody has proved who they are, and what is said of more.
import { beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "#edge/platform/define-route.ts";
import { deployedWith } from "../support/deployment.ts";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, ORIGIN, openTestSandbox } from "../support/test-sandbox.ts";

const KB = 1024;
const SMALL = 64 * KB;
const SLACK = 3 * 16 * KB; // chunks that a stream asks for ahead
const deployed = deployedWith({});

/** A body of this many bytes in chunks of 16 KB, which counts how many were asked for. */
function upload(bytes: number): { body: ReadableStream<Uint8Array>; taken: () => number } {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken >= bytes) return controller.close();
        taken += 16 * KB;
        controller.enqueue(new Uint8Array(16 * KB).fill(0x20));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken: () => taken };
}

const post = (url: string, body: BodyInit, headers: Record<string, string> = {}, method = "POST") =>
  deployed(url, { method, headers: { "content-type": "application/json", ...headers }, body });

describe("a platform route that anybody may call", () => {
  const paths = [
    ...ROUTES.filter((route) => route.access === "public" && route.method !== "get").map(
      (route) => route.path,
    ),
    "/api/auth/sign-in/email",
    "/api/auth/sign-up/email",
    "/api/auth/request-password-reset",
    "/api/auth/nothing",
  ];

  it.each(paths)("stops reading %s after 64 KB, chunked or with a stated length", async (path) => {
    const url = `${ORIGIN}${path.replace(":slug", "none")}`;
    const { body, taken } = upload(60 * KB * KB);
    const chunked = await post(url, body);
    expect(chunked).toMatchObject({ status: 413, body: { sandbox_error: "body_too_large" } });
    expect(chunked.body.message).toContain("64 KB");
    expect(taken()).toBeLessThanOrEqual(SMALL + SLACK);
    const stated = await post(url, " ".repeat(SMALL + 1));
    expect(stated).toMatchObject({ status: 413, body: { sandbox_error: "body_too_large" } });
    expect((await post(url, " ".repeat(1000))).status).not.toBe(413);
  });

  it("refuses a stated length before it reads a byte", async () => {
    const { body, taken } = upload(60 * KB * KB);
    const answer = await post(`${ORIGIN}/api/v1/payments/none`, body, {
      "content-length": String(60 * KB * KB),
    });
    expect(answer.status).toBe(413);
    expect(taken()).toBeLessThanOrEqual(16 * KB);
  });
});

describe("a platform route that asks for a session", () => {
  it("reads nothing of a stranger's body", async () => {
    for (const route of ROUTES) {
      if (route.access === "public" || route.method === "get") continue;
      const { body, taken } = upload(1024 * KB);
      const path = route.path.replaceAll(/:\w+/g, "none");
      const answer = await post(`${ORIGIN}${path}`, body, {}, route.method.toUpperCase());
      expect([route.id, answer.status]).toEqual([route.id, 401]);
      expect([route.id, taken() <= 2 * 16 * KB]).toEqual([route.id, true]);
    }
  });

  it("has a cap for those who may call it, too, and a larger one for publishing", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const bearer = { authorization: `Bearer ${sandbox.partner.token}` };
    const { body, taken } = upload(60 * KB * KB);
    const answer = await post(`${ORIGIN}/api/v1/sandboxes`, body, bearer);
    expect(answer).toMatchObject({ status: 413, body: { sandbox_error: "body_too_large" } });
    expect(answer.body.message).toContain("MB");
    expect(taken()).toBeLessThan(12 * KB * KB);
    const form = new FormData();
    form.set("document", JSON.stringify({ ...LIBRARY, "x-padding": "x".repeat(11 * KB * KB) }));
    const published = await deployed(`${ORIGIN}/api/v1/apis/${sandbox.slug}/releases`, {
      method: "POST",
      headers: bearer,
      body: form,
    });
    // What the compiler takes in the Worker is another limit, and says so itself.
    expect(published.body.message ?? "").not.toContain("The body has more than");
    const huge = upload(100 * KB * KB);
    const refused = await post(`${ORIGIN}/api/v1/apis/${sandbox.slug}/releases`, huge.body, {
      ...bearer,
      "content-type": "multipart/form-data; boundary=x",
      "content-length": String(100 * KB * KB),
    });
    expect(refused).toMatchObject({ status: 413, body: { sandbox_error: "body_too_large" } });
    expect(huge.taken()).toBeLessThanOrEqual(16 * KB);
  });
});

describe("an API call without a proved key", () => {
  let sandbox: TestSandbox;
  let own: string;
  beforeAll(async () => {
    sandbox = await openTestSandbox({ document: LIBRARY });
    const status = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}`);
    own = status.body.sandboxPath as string;
  });

  it("is read to 64 KB in demo mode", async () => {
    const { body, taken } = upload(9 * KB * KB);
    const answer = await post(`${ORIGIN}/demo/${sandbox.slug}/v1/books`, body, {
      "cf-connecting-ip": "2001:db8:78:1::1",
    });
    expect(answer.status).toBe(413);
    expect(taken()).toBeLessThanOrEqual(SMALL + SLACK);
  });

  it("is not read at all under a sandbox's URL that is not one", async () => {
    const forged = own.replace(/^\/s\/(.)/, (_, first: string) => `/s/${first === "a" ? "b" : "a"}`);
    const { body, taken } = upload(9 * KB * KB);
    expect((await post(`${ORIGIN}${forged}/v1/books`, body)).status).toBe(401);
    expect(taken()).toBeLessThanOrEqual(16 * KB);
  });

  it("is read to 64 KB where the key may stand in the body", async () => {
    const form = await openTestSandbox({
      document: LIBRARY,
      sandboxFile: "key: { prefix: bk, places: [{ kind: body, name: token }] }",
    });
    const { body, taken } = upload(9 * KB * KB);
    const answer = await post(`${form.host}/v1/books`, body);
    expect(answer.status).toBe(413);
    expect(taken()).toBeLessThanOrEqual(SMALL + SLACK);
  });
});
