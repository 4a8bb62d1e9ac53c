// The live tail of a sandbox's log: the ticket says which tenant is meant, and the tenant knows whether it is good.
import type { EdgeEnv } from "./ports.ts";

export const TAIL_PATH = "/api/v1/tail";

export function openTail(request: Request, url: URL, env: EdgeEnv): Response | Promise<Response> {
  const ticket = url.searchParams.get("ticket") ?? "";
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
    return new Response("Open a WebSocket here, with a ticket.", {
      status: 426,
      headers: { upgrade: "websocket" },
    });
  const name = ticket.slice(0, Math.max(0, ticket.lastIndexOf("~")));
  if (!/^[\w-]{1,80}:[\w-]{1,80}$/.test(name)) return new Response("This is no ticket.", { status: 403 });
  return env.TEST.getByName(name).fetch(request);
}
