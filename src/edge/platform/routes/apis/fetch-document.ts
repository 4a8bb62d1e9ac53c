// A document by its address. The address and every one it redirects to is held to the same guard as a webhook endpoint's before
// any connection; what is read is bounded in time and in size.
import { MAX_WORKER_JSON_BYTES } from "#blueprint/read/document.ts";
import { fromUtf8, joinBytes } from "#lib/bytes.ts";
import { Problem } from "#lib/problem.ts";
import { type Reach, refuseUrl } from "#lib/url-guard.ts";

const DEADLINE_MS = 15_000;
const MAX_REDIRECTS = 3;

export async function fetchDocument(url: string, reach: Reach, ownHosts: readonly string[]): Promise<string> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  let here = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const refused = refuseUrl(here, reach, ownHosts);
    if (refused !== undefined) throw new Problem("invalid_request", `The URL ${here} ${refused}.`);
    const response = await ask(here, signal);
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return read(here, response);
    await response.body?.cancel();
    if (!URL.canParse(location, here))
      throw unreadable(here, `It redirects to '${location}', which is no URL.`);
    here = new URL(location, here).href;
  }
  throw unreadable(url, `It redirects more than ${MAX_REDIRECTS} times.`);
}

async function ask(url: string, signal: AbortSignal): Promise<Response> {
  try {
    const headers = { accept: "application/yaml, application/json, text/plain, */*" };
    return await fetch(url, { headers, redirect: "manual", signal });
  } catch (error) {
    throw unreadable(url, isTimeout(error) ? TOO_SLOW : "Nobody answers there.");
  }
}

async function read(url: string, response: Response): Promise<string> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw unreadable(url, `It answers ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      size += part.value.byteLength;
      if (size > MAX_WORKER_JSON_BYTES) break;
      chunks.push(part.value);
    }
  } catch (error) {
    throw unreadable(url, isTimeout(error) ? TOO_SLOW : "Its answer broke off.");
  }
  if (size > MAX_WORKER_JSON_BYTES) {
    await reader?.cancel();
    throw new Problem(
      "body_too_large",
      "The document there has more than 2 MB. Publish it with the command line, which compiles it itself: sandbar generate.",
    );
  }
  return fromUtf8(joinBytes(chunks));
}

const TOO_SLOW = `It takes longer than ${DEADLINE_MS / 1000} seconds.`;

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === "TimeoutError";

const unreadable = (url: string, why: string): Problem =>
  new Problem("invalid_request", `The document at ${url} cannot be read. ${why}`);
