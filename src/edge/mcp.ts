// The Model Context Protocol over HTTP, at /mcp: stateless, a request at a time. Tools call the platform and the APIs through the
// same handler as everybody, with the token that the request came with, so they may do what that token may.
import { createMcpHandler } from "@modelcontextprotocol/server";
import metadata from "../../package.json" with { type: "json" };
import { clientOf } from "#client/client.ts";
import { isoMillis } from "#lib/clock.ts";
import { type PlatformCode, PLATFORM_STATUS } from "#lib/problem.ts";
import { sandbarServer } from "#mcp/server.ts";
import { UNPROVED_BODY_BYTES, readAtMost, sizeText } from "./body-limit.ts";

export async function answerMcp(
  request: Request,
  at: {
    url: URL;
    /** Where sandboxes answer. */
    apis: string;
    now: number;
    requestId: string;
    answer(request: Request): Promise<Response>;
  },
): Promise<Response> {
  const { url } = at;
  const refused = (code: PlatformCode, message: string, headers = {}): Response =>
    Response.json(
      { sandbox_error: code, message, timestamp: isoMillis(at.now) },
      { status: PLATFORM_STATUS[code], headers: { "x-request-id": at.requestId, ...headers } },
    );
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== url.origin)
    return refused("forbidden", `Pages of ${origin} do not reach the tools of ${url.origin}.`);
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (token === undefined)
    return refused(
      "unauthorized",
      "Send a service token: Authorization: Bearer <token>. sandbar tokens create makes one.",
      { "www-authenticate": "Bearer" },
    );
  const body = await readAtMost(request, UNPROVED_BODY_BYTES);
  if (body === "too large")
    return refused("body_too_large", `The body has more than ${sizeText(UNPROVED_BODY_BYTES)}. Send less.`);
  const send = (target: URL | string, init: RequestInit): Promise<Response> =>
    at.answer(new Request(target, init));
  const platform = { client: clientOf(url.origin, token, send), server: at.apis, send };
  const handler = createMcpHandler(() => sandbarServer(platform, metadata.version));
  return handler.fetch(
    new Request(url, { method: request.method, headers: request.headers, ...(body && { body }) }),
  );
}
