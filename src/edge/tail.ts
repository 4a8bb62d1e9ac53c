// The live tail of a sandbox's log. A ticket carries the edge's MAC over the tenant it names: one that was made up, edited or
// has expired reaches no object. The tenant accepts it once.
import { realNow } from "#lib/clock.ts";
import { proveTailTicket } from "#lib/tail-ticket.ts";
import { type EdgeEnv, settingsOf } from "./ports.ts";

export const TAIL_PATH = "/api/v1/tail";

export async function openTail(request: Request, url: URL, env: EdgeEnv): Promise<Response> {
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
    return new Response("Open a WebSocket here, with a ticket.", {
      status: 426,
      headers: { upgrade: "websocket" },
    });
  const text = url.searchParams.get("ticket") ?? "";
  const ticket = await proveTailTicket(settingsOf(env).KEY_SECRETS, text, realNow());
  if (!ticket) return new Response("This is no ticket, or it is past. Ask for another.", { status: 403 });
  const inner = new URL(url);
  inner.searchParams.set("ticket", ticket.secret);
  return env.TEST.getByName(ticket.tenant).fetch(new Request(inner, request));
}
