// The token endpoint answers whatever it is sent in OAuth's own shape (RFC 6749 §5.2), and never with 500.
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type Answer, ORIGIN, openTestSandbox, send } from "../support/test-sandbox.ts";
import { exchange, makeKey, from } from "../support/keys.ts";

const ask = (body: string, headers: Record<string, string> = {}): Promise<Answer> =>
  send(`${ORIGIN}/api/v1/oauth/token`, { method: "POST", headers, body });
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const GRANT = "grant_type=client_credentials";

describe("the token endpoint", () => {
  it("answers malformed Basic credentials with 400 invalid_request", async () => {
    const sent = {
      "no base64": "Basic %%%",
      nothing: "Basic",
      "two words": "Basic abc def",
      "no colon": `Basic ${btoa("no-colon")}`,
      "bad percent-encoding of the id": `Basic ${btoa("%zz:secret")}`,
      "bad percent-encoding of the secret": `Basic ${btoa("id:%e0%a4%a")}`,
      "no UTF-8": `Basic ${btoa("id:\xff\xfe")}`,
    };
    for (const [what, authorization] of Object.entries(sent)) {
      const answer = await ask(GRANT, { ...FORM, authorization });
      expect([what, answer.status, answer.body.error]).toEqual([what, 400, "invalid_request"]);
      expect(answer.body.error_description).not.toBe("");
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });

  it("answers a malformed body with 400 invalid_request", async () => {
    const bodies = {
      "broken JSON": '{"grant_type": ',
      "a member that is no text": '{"grant_type": "client_credentials", "client_secret": {"a": 1}}',
      "no grant type": "client_id=x",
      "nothing at all": "",
      "a member twice": `${GRANT}&client_id=a&client_id=b`,
    };
    for (const [what, body] of Object.entries(bodies)) {
      const answer = await ask(body, FORM);
      expect([what, answer.status, answer.body.error]).toEqual([what, 400, "invalid_request"]);
    }
  });

  it("decodes what a client has encoded, and takes a secret with its colon", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox);
    const encoded = [key.id, key.rawKey].map((one) => one.replaceAll("_", "%5F"));
    const good = await ask(GRANT, { ...FORM, authorization: `Basic ${btoa(encoded.join(":"))}` });
    expect(good.status).toBe(200);
    // Everything after the first colon is the secret (RFC 7617 §2).
    const longer = await ask(GRANT, { ...FORM, authorization: `Basic ${btoa(`${key.id}:${key.rawKey}:x`)}` });
    expect(longer).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  });

  it("exchanges no token for another, and says what to do instead", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const granted = await exchange({ client_secret: sandbox.key });
    const again = await exchange({ client_secret: granted.body.access_token as string });
    expect(again).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    expect(again.body.error_description).toContain("the key it was made from");
  });

  it("holds a key to its addresses, its rotation and its end", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox, { allow: ["192.0.2.7"] });
    const status = async (secret: string, address: string) =>
      (await exchange({ client_secret: secret }, from(address))).status;
    expect([await status(key.rawKey, "192.0.2.7"), await status(key.rawKey, "192.0.2.8")]).toEqual([
      200, 401,
    ]);
    const rotated = await sandbox.partner.call("POST", `/api/v1/sandboxes/default/keys/${key.id}/rotate`, {
      overlapSeconds: 600,
    });
    const fresh = rotated.body.rawKey as string;
    expect([await status(key.rawKey, "192.0.2.7"), await status(fresh, "192.0.2.7")]).toEqual([200, 200]);
    await sandbox.partner.call("DELETE", `/api/v1/sandboxes/default/keys/${key.id}`);
    expect([await status(key.rawKey, "192.0.2.7"), await status(fresh, "192.0.2.7")]).toEqual([401, 401]);
  });
});
