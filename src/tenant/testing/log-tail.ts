// The live tail: a WebSocket that sends only `{"latest": seq}`; listeners then read the log from where they were.
// A ticket opens one, once, within a minute; sockets hibernate, so listening keeps no object awake.
import { newId } from "#lib/ids.ts";
import type { TailTicket } from "#lib/tail-ticket.ts";
import { latestSeq } from "../store/request-log.ts";
import { addTicket, takeTicket } from "../store/tickets.ts";
import type { Tenant } from "../tenant.ts";

const TICKET_MS = 60_000;
const MAX_LISTENERS = 20;

/** What a ticket for this tenant says; the edge signs it (`lib/tail-ticket.ts`). Whoever has it may listen, once. */
export function issueTicket(tenant: Tenant): TailTicket | undefined {
  const { meta } = tenant;
  if (!meta || meta.status !== "active") return undefined;
  const now = tenant.now();
  const secret = newId("tail");
  addTicket(tenant.sql, secret, now + TICKET_MS, now);
  return { tenant: meta.tenant, secret, expires: now + TICKET_MS };
}

/** Opens the socket of a ticket that the edge has proved, by its secret; the answer to an upgrade. */
export function listen(tenant: Tenant, context: DurableObjectState, secret: string): Response {
  if (!tenant.meta || !takeTicket(tenant.sql, secret, tenant.now()))
    return new Response("This ticket is used, past or unknown. Ask for another.", { status: 403 });
  if (openSockets(context).length >= MAX_LISTENERS)
    return new Response(`At most ${MAX_LISTENERS} listen to one sandbox at once.`, { status: 429 });
  const [mine, theirs] = Object.values(new WebSocketPair());
  if (!mine || !theirs) return new Response(null, { status: 500 });
  context.acceptWebSocket(mine);
  context.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  tenant.flush();
  mine.send(JSON.stringify({ latest: latestSeq(tenant.sql) }));
  tenant.isWatched = true;
  return new Response(null, { status: 101, webSocket: theirs });
}

/** Tells every listener that there is more to read. */
export function notifyListeners(tenant: Tenant, context: DurableObjectState): void {
  const sockets = openSockets(context);
  tenant.isWatched = sockets.length > 0;
  if (!tenant.isWatched) return;
  const text = JSON.stringify({ latest: latestSeq(tenant.sql) });
  tenant.isWatched = sockets.filter((socket) => told(socket, text)).length > 0;
}

/** The runtime still lists a socket that was closed here and whose other side has not said goodbye. */
const openSockets = (context: DurableObjectState): WebSocket[] =>
  context.getWebSockets().filter((socket) => socket.readyState === WebSocket.OPEN);

/** Sends; whether the listener is there. One that cannot be sent to is dropped. */
function told(socket: WebSocket, text: string): boolean {
  try {
    socket.send(text);
    return true;
  } catch {
    hangUp(socket, 1011, "this listener could not be told");
    return false;
  }
}

/** Closes a socket, whatever state it is in. */
export function hangUp(socket: WebSocket, code?: number, reason?: string): void {
  try {
    socket.close(code, reason);
  } catch {
    // It is closed already.
  }
}

/** The tail ends with the sandbox. */
export function endTail(context: DurableObjectState): void {
  for (const socket of context.getWebSockets()) hangUp(socket, 1001, "the sandbox was stopped");
}
