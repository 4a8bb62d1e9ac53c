// OAuth client credentials: at the path the document names, a key as id and secret for a short-lived token.
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, openTestSandbox, send } from "../support/test-sandbox.ts";
import { forged } from "../support/keys.ts";

const DOCUMENT = {
  ...LIBRARY,
  security: [{ oauth: ["read"] }],
  components: {
    ...LIBRARY.components,
    securitySchemes: {
      oauth: {
        type: "oauth2",
        flows: {
          clientCredentials: { tokenUrl: "https://library.example/oauth/token", scopes: { read: "read" } },
        },
      },
    },
  },
};

test("id and secret become a token that opens the API, by form and by Basic, on every address", async () => {
  const sandbox = await openTestSandbox({ document: DOCUMENT });
  const id = (await sandbox.partner.call("GET", `/api/v1/sandboxes/default/keys?api=${sandbox.slug}`)).body
    .data[0].id as string;
  const form = (members: Record<string, string>) =>
    new URLSearchParams({ grant_type: "client_credentials", ...members }).toString();
  const ask = (base: string, body: string, headers: Record<string, string> = {}) =>
    send(`${base}/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body,
    });
  const basic = { authorization: `Basic ${btoa(`${id}:${sandbox.key}`)}` };
  for (const answer of [
    await ask(sandbox.host, form({ client_id: id, client_secret: sandbox.key })),
    await ask(`${ORIGIN}/sandbox/${sandbox.slug}`, form({}), basic),
    await ask(ORIGIN, form({}), basic),
  ]) {
    expect(answer).toMatchObject({ status: 200, body: { token_type: "Bearer", expires_in: 3600 } });
    const books = await send(`${sandbox.host}/v1/books`, {
      headers: { authorization: `Bearer ${answer.body.access_token as string}` },
    });
    expect(books.status).toBe(200);
  }
  expect(await ask(sandbox.host, form({ client_id: "other", client_secret: sandbox.key }))).toMatchObject({
    status: 401,
    body: { error: "invalid_client" },
  });
  expect(await ask(sandbox.host, form({ client_id: id, client_secret: forged(sandbox.key) }))).toMatchObject({
    status: 401,
    body: { error: "invalid_client" },
  });
  expect(await ask(sandbox.host, "grant_type=password")).toMatchObject({
    status: 400,
    body: { error: "unsupported_grant_type" },
  });
});
