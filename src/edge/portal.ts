// The portal's files, from their pack in the blob store through a small memory of this isolate. Nothing here is loaded from elsewhere by the
// browser, no inline script runs, and an inline style needs the nonce of its answer.
import { brotliDecompressSync } from "node:zlib";
import {
  ASSETS,
  NONCE_PLACEHOLDER,
  PORTAL_MANIFEST_KEY,
  PORTAL_PAGE,
  type PortalFile,
  PortalManifest,
  isPortalPage,
  portalPackKey,
} from "#contract/portal.ts";
import { newId } from "#lib/ids.ts";
import { type EdgeEnv, settingsOf } from "./ports.ts";

const MANIFEST_MS = 30_000;
const UNKNOWN_MS = 1_000;
const MAX_CACHED_BYTES = 8 * 1024 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  map: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

type Bytes = Uint8Array<ArrayBuffer>;
/** A file, and the digest of its pack. */
type Packed = PortalFile & { pack: string };
type Manifest = ReadonlyMap<string, Packed>;
let manifest: { files: Manifest | undefined; until: number } | undefined;
const contents = new Map<string, Bytes>();
let cachedBytes = 0;

/** The portal's answer; undefined for what is none of its addresses, and where no portal is installed. */
export async function answerPortal(
  request: Request,
  url: URL,
  env: EdgeEnv,
  now: number,
): Promise<Response | undefined> {
  if (request.method !== "GET" && request.method !== "HEAD") return undefined;
  const isAsset = url.pathname.startsWith(ASSETS);
  const isPage = isPortalPage(url.pathname) && (request.headers.get("accept") ?? "").includes("text/html");
  if (!isAsset && !isPage) return undefined;
  const files = await installedFiles(env, now);
  const file = files?.get(isAsset ? url.pathname : PORTAL_PAGE);
  if (!file) return undefined;
  return isAsset ? asset(request, file, env) : page(request, file, env);
}

/** After an installation: the next page of this isolate is the new one, others follow within their time. */
export function forgetPortal(): void {
  manifest = undefined;
}

async function asset(request: Request, file: Packed, env: EdgeEnv): Promise<Response> {
  const extension = file.path.slice(file.path.lastIndexOf(".") + 1);
  const staysPacked = file.isBrotli && /\bbr\b/.test(request.headers.get("accept-encoding") ?? "");
  const headers = {
    "content-type": TYPES[extension] ?? "application/octet-stream",
    "cache-control": "public, max-age=31536000, immutable",
    "cross-origin-resource-policy": "same-origin",
    vary: "accept-encoding",
    ...(staysPacked ? { "content-encoding": "br" } : {}),
  };
  const body =
    request.method === "HEAD" ? null : await (staysPacked ? storedForm(env, file) : plainForm(env, file));
  return new Response(body, { headers, encodeBody: staysPacked ? "manual" : "automatic" });
}

async function page(request: Request, file: Packed, env: EdgeEnv): Promise<Response> {
  const nonce = newId("n");
  const html = new TextDecoder().decode(await plainForm(env, file));
  return new Response(request.method === "HEAD" ? null : html.replaceAll(NONCE_PLACEHOLDER, nonce), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": pagePolicy(nonce, env),
      "cross-origin-opener-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
      "referrer-policy": "same-origin",
      vary: "accept",
    },
  });
}

/** A page may also call the APIs, which are elsewhere where the portal has a host of its own. */
function pagePolicy(nonce: string, env: EdgeEnv): string {
  const { PORTAL_HOST, DOMAIN } = settingsOf(env);
  const apis = PORTAL_HOST === undefined ? "" : ` https://${DOMAIN} https://*.${DOMAIN} wss://${DOMAIN}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${apis}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

async function installedFiles(env: EdgeEnv, now: number): Promise<Manifest | undefined> {
  if (manifest && manifest.until > now) return manifest.files;
  const blob = await env.BLOBS.get(PORTAL_MANIFEST_KEY);
  // One of an earlier form is none: the next start or deployment installs another.
  const read = blob ? PortalManifest.safeParse(JSON.parse(await blob.text())).data : undefined;
  const files = read && new Map(read.files.map((file) => [file.path, { ...file, pack: read.pack.sha256 }]));
  manifest = { files, until: now + (files ? MANIFEST_MS : UNKNOWN_MS) };
  return files;
}

const plainForm = async (env: EdgeEnv, file: Packed): Promise<Bytes> => {
  const stored = await storedForm(env, file);
  return file.isBrotli ? new Uint8Array(brotliDecompressSync(stored)) : stored;
};

async function storedForm(env: EdgeEnv, { pack, start, bytes, path }: Packed): Promise<Bytes> {
  const place = `${pack} ${start}`;
  const known = contents.get(place);
  if (known) return known;
  const blob = await env.BLOBS.get(portalPackKey(pack), { range: { offset: start, length: bytes } });
  if (!blob) throw new Error(`the portal lacks the pack of ${path}`);
  const content = new Uint8Array(await new Response(blob.body).arrayBuffer());
  if (cachedBytes + content.byteLength > MAX_CACHED_BYTES) {
    contents.clear();
    cachedBytes = 0;
  }
  contents.set(place, content);
  cachedBytes += content.byteLength;
  return content;
}
