// Browser security headers of every answer. A provider's document is hostile and may answer HTML, and an upstream sends headers
// of its own: whatever the answer is, it runs no script, is never sniffed, and acts on no origin of ours.

/** `sandbox` without any `allow-`: an opaque origin, no scripts, no forms, no pop-ups. */
const ISOLATION: readonly [string, string][] = [
  ["content-security-policy", "sandbox"],
  ["x-content-type-options", "nosniff"],
];

/** Headers that weaken the two above, or by which an answer acts on the whole origin it is served from. */
const REFUSED_FROM_AN_API = new Set([
  "alt-svc",
  "clear-site-data",
  "content-security-policy",
  "content-security-policy-report-only",
  "nel",
  "public-key-pins",
  "report-to",
  "reporting-endpoints",
  "service-worker-allowed",
  "set-cookie",
  "set-cookie2",
  "strict-transport-security",
  "x-content-type-options",
]);

/** The headers of an API's answer as they leave: without those it may not set, and isolated. */
export const isolated = (headers: readonly [string, string][]): [string, string][] => [
  ...headers.filter(([name]) => !REFUSED_FROM_AN_API.has(name.toLowerCase())),
  ...ISOLATION,
];

/** Of those, what an answer of the platform lacks: a page of ours says itself what may run on it. */
export const missingIsolation = (headers: Headers): [string, string][] =>
  ISOLATION.filter(([name]) => !headers.has(name));
