// CORS for API calls (R47, Fetch standard §3.2): a page in a browser may call from any origin. Keys are
// in headers that scripts set themselves and never in cookies, so any origin may ask, without credentials.
const EXPOSED = [
  "etag",
  "idempotent-replayed",
  "link",
  "location",
  "ratelimit",
  "ratelimit-limit",
  "ratelimit-policy",
  "ratelimit-remaining",
  "ratelimit-reset",
  "retry-after",
  "x-request-id",
  "x-total-count",
].join(", ");
const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
const DAY_SECONDS = "86400";

/** The answer to a browser's preflight; undefined for any other call. */
export function preflight(request: Request): Response | undefined {
  const asked = request.headers.get("access-control-request-method");
  if (request.method !== "OPTIONS" || asked === null || !request.headers.has("origin")) return undefined;
  const headers = request.headers.get("access-control-request-headers") ?? "";
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": METHODS,
      // Names are echoed only in the form the Fetch standard gives header names.
      "access-control-allow-headers": /^[\w\-, ]{0,2000}$/.test(headers) ? headers : "",
      "access-control-max-age": DAY_SECONDS,
    },
  });
}

/** What lets a script of any origin read an answer, beside what it says of that itself. */
export function allowReading(headers: [string, string][]): void {
  const said = new Set(headers.map(([name]) => name.toLowerCase()));
  for (const header of READABLE) if (!said.has(header[0])) headers.push(header);
}

const READABLE: [string, string][] = [
  ["access-control-allow-origin", "*"],
  ["access-control-expose-headers", EXPOSED],
];
