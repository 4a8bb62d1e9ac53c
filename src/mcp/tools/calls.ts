// Calls of the sandboxed API, and what is known of them afterwards.
import { z } from "zod";
import type { CatalogueEntry } from "#contract/catalogue.ts";
import type { CallDetail, LogRow } from "#contract/views.ts";
import { bodyOf } from "#client/answer-body.ts";
import type { Platform } from "#client/client.ts";
import { authorize, schemeOf } from "#client/credential.ts";
import type { Json } from "#lib/json.ts";
import { inSandbox, pathOf, tool } from "./tool.ts";

const REQUEST_MS = 30_000;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const CALL_TOOLS = [
  tool({
    name: "call_operation",
    title: "Call the API",
    description:
      "Calls an operation of the API in its sandbox, as a client of the real API would. Answers status, headers and body.",
    input: {
      ...inSandbox,
      key: z.string().describe("The test key of open_sandbox"),
      method: z.string().describe("GET, POST, …"),
      path: z.string().startsWith("/").describe("As describe_api shows it, with its values put in"),
      query: z.record(z.string(), z.union([scalar, z.array(scalar)])).default({}),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.json().optional().describe("Sent as JSON; a text as it is"),
    },
    async run(platform, given) {
      const { credential } = await platform.client<CatalogueEntry>(
        "GET",
        `/api/v1/catalogue/${encodeURIComponent(given.api)}`,
      );
      const { sandboxPath } = await platform.client<{ sandboxPath: string }>("GET", pathOf(given));
      const url = new URL(`${platform.server}${sandboxPath}${given.path}`);
      for (const [name, value] of Object.entries(given.query))
        for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
      return exchange(platform, url, credential, given);
    },
  }),
  tool({
    name: "list_requests",
    title: "Latest requests",
    description: "The latest calls that reached the sandbox, newest first, each with why it was answered so.",
    input: {
      ...inSandbox,
      status: z.string().optional().describe("Only these: 404, or 4xx"),
      limit: z.int().min(1).max(200).default(20),
    },
    readOnly: true,
    async run({ client }, given) {
      const query = new URLSearchParams({ limit: String(given.limit) });
      if (given.status !== undefined) query.set("status", given.status);
      const { data } = await client<{ data: LogRow[] }>("GET", `${pathOf(given)}/log?${query.toString()}`);
      return data;
    },
  }),
  tool({
    name: "explain_request",
    title: "Explain a request",
    description:
      "One call whole: what was sent, what was answered and why, what it changed, what may be done next.",
    input: { ...inSandbox, request: z.string().describe("The x-request-id of its answer") },
    readOnly: true,
    run: ({ client }, given) =>
      client<CallDetail>("GET", `${pathOf(given)}/log/${encodeURIComponent(given.request)}`),
  }),
];

type Given = { key: string; method: string; headers: Record<string, string>; body?: Json | undefined };

async function exchange(
  { send = fetch }: Platform,
  url: URL,
  credential: CatalogueEntry["credential"],
  { key, method, headers: given, body }: Given,
): Promise<unknown> {
  const headers = new Headers({ accept: "application/json, */*;q=0.5", ...given });
  const payload = headers.has("authorization")
    ? body
    : authorize(schemeOf(credential), key, { url, headers }, body);
  const isText = typeof payload === "string";
  if (payload !== undefined && !isText && !headers.has("content-type"))
    headers.set("content-type", "application/json");
  const response = await send(url, {
    method: method.toUpperCase(),
    headers,
    redirect: "manual",
    signal: AbortSignal.timeout(REQUEST_MS),
    ...(payload === undefined ? {} : { body: isText ? payload : JSON.stringify(payload) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: bodyOf(text, response.headers.get("content-type") ?? ""),
  };
}
