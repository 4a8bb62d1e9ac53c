// Tickets of the live tail: only what the edge has signed reaches an object, and only the one it was signed for.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { EdgeEnv } from "#edge/ports.ts";
import { openTail } from "#edge/tail.ts";
import { proveTailTicket, signTailTicket } from "#lib/tail-ticket.ts";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, openTestSandbox } from "../support/test-sandbox.ts";

/** Opens a ticket at the edge; answers the status and the objects that were reached. */
async function open(ticket: string): Promise<{ status: number; reached: string[]; asked: string[] }> {
  const reached: string[] = [];
  const asked: string[] = [];
  const edge = {
    ...env,
    TEST: {
      getByName: (name: string) => {
        reached.push(name);
        return {
          fetch: (request: Request) => {
            asked.push(new URL(request.url).searchParams.get("ticket") ?? "");
            return Promise.resolve(new Response(null, { status: 204 }));
          },
        };
      },
    },
  } as unknown as EdgeEnv;
  const url = new URL(`${ORIGIN}/api/v1/tail?ticket=${encodeURIComponent(ticket)}`);
  const { status } = await openTail(new Request(url, { headers: { upgrade: "websocket" } }), url, edge);
  return { status, reached, asked };
}

const ring = (): string[] => env.KEY_SECRETS.split(",");
const refused = { status: 403, reached: [], asked: [] };

describe("the edge", () => {
  it("lets a ticket it has signed reach its own tenant, which is told the secret alone", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const { body } = await sandbox.partner.call(
      "POST",
      `/api/v1/sandboxes/default/${sandbox.slug}/log/tickets`,
      {},
    );
    const [tenant = "", secret = ""] = (body.ticket as string).split("~");
    expect(await open(body.ticket as string)).toEqual({ status: 204, reached: [tenant], asked: [secret] });
  });

  it("lets nothing that a caller makes up or edits reach an object", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const path = `/api/v1/sandboxes/default/${sandbox.slug}/log/tickets`;
    const ticket = (await sandbox.partner.call("POST", path, {})).body.ticket as string;
    const [tenant = "", secret = "", expires = "", mac = ""] = ticket.split("~");
    const edited = [
      `${tenant}~${secret}`,
      "any-name:of-mine~tail_x",
      `any-name:of-mine~${secret}~${expires}~${mac}`,
      `${tenant}~tail_another~${expires}~${mac}`,
      `${tenant}~${secret}~${Number(expires) + 1}~${mac}`,
      `${tenant}~${secret}~${expires}~${mac.slice(0, -1)}${mac.endsWith("A") ? "B" : "A"}`,
      `${tenant}~${secret}~${expires}~`,
      `${ticket}~`,
      "",
      "~~~",
    ];
    for (const text of edited) expect([text, await open(text)]).toEqual([text, refused]);
  });

  it("refuses a ticket that is past, and one of a secret that is not in the ring", async () => {
    const one = { tenant: "sandbox:api", secret: "tail_1", expires: Date.now() + 60_000 };
    expect((await open(await signTailTicket(ring(), one))).reached).toEqual(["sandbox:api"]);
    const past = { ...one, expires: Date.now() - 1 };
    expect(await open(await signTailTicket(ring(), past))).toEqual(refused);
    const foreign = await signTailTicket(["a secret that never stood in the ring of this server"], one);
    expect(await open(foreign)).toEqual(refused);
  });
});

describe("a ring of secrets", () => {
  it("proves the tickets of each of its secrets, and no longer those of one that has left", async () => {
    const [before, after] = [
      "an old secret of thirty-two characters",
      "a new secret of thirty-two characters",
    ];
    const ticket = { tenant: "sandbox:api", secret: "tail_1", expires: 2000 };
    const old = await signTailTicket([before], ticket);
    expect(await proveTailTicket([after, before], old, 1000)).toEqual(ticket);
    expect(await proveTailTicket([after], old, 1000)).toBeUndefined();
    expect(await proveTailTicket([after, before], old, 2000)).toBeUndefined();
    expect(
      await proveTailTicket([before], await signTailTicket([after, before], ticket), 1000),
    ).toBeUndefined();
  });
});
