// A partner's webhook endpoint in a test: the outside web is the one thing that is faked, at fetch.
import { vi } from "vitest";

export type Received = { headers: Record<string, string>; body: string };
export type Receiver = {
  url: string;
  received: Received[];
  answer: (n: number) => Response | Promise<Response>;
  verified(n: number, secret: string): Promise<unknown>;
};

const receivers = new Map<string, Receiver>();
const real = globalThis.fetch;
let installed = false;
let counter = 0;

/** Opens an endpoint on a loopback address that only this test knows. */
export function receiver(answer: Receiver["answer"] = () => new Response("ok"), address?: string): Receiver {
  if (!installed) {
    installed = true;
    vi.stubGlobal("fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      const to = receivers.get(request.url);
      if (!to) return real(input, init);
      to.received.push({ headers: Object.fromEntries(request.headers), body: await request.text() });
      return to.answer(to.received.length);
    });
  }
  const url = address ?? `http://127.0.0.1:9/hook-${counter++}-${Math.floor(Math.random() * 1e9)}`;
  const made: Receiver = {
    url,
    received: [],
    answer,
    async verified(n, secret) {
      const { headers, body } = made.received[n] ?? { headers: {}, body: "" };
      const key = await crypto.subtle.importKey(
        "raw",
        Uint8Array.from(atob(secret.slice(6)), (c) => c.charCodeAt(0)),
        { name: "HMAC", hash: "SHA-256" },
        false,
        ["verify"],
      );
      // While a secret is being rotated there are two.
      const signatures = (headers["webhook-signature"] ?? "")
        .split(" ")
        .map((one) => Uint8Array.from(atob(one.slice(3)), (c) => c.charCodeAt(0)));
      const signed = new TextEncoder().encode(
        `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`,
      );
      const verified = await Promise.all(
        signatures.map((signature) => crypto.subtle.verify("HMAC", key, signature, signed)),
      );
      if (!verified.includes(true)) throw new Error("bad signature");
      return JSON.parse(body);
    },
  };
  receivers.set(url, made);
  return made;
}
