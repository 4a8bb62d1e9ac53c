// Bodies of platform errors on API calls: Sandbar's own members, and the API's native error
// members beside them, because SDKs read errors by those.
import { type Json, type JsonObject, isObject } from "#lib/json.ts";
import { PLATFORM_STATUS, type PlatformCode } from "#lib/problem.ts";
import { renderError } from "./error-model.ts";
import type { PlatformBody } from "../format/blueprint.ts";
import type { ErrorModel } from "../format/operation.ts";
export type PlatformBodies = {
  errors: ErrorModel;
  platform: Record<string, PlatformBody>;
};

export const NOT_ACTIVE = "Sandbox environment is not active. Activate it in Settings → API Access.";

export const badKey = (prefix: string, mode: "test" | "live" = "test"): string =>
  `Invalid or missing API key. Keys must start with '${prefix}_${mode}_'.`;

export function platformBody(
  voice: PlatformBodies,
  code: PlatformCode,
  message: string,
  context: { requestId: string; timestamp: string; credential?: string },
): Json {
  const own = voice.platform[code];
  if (own?.exact !== undefined) return own.exact;
  const said = declaredMessage(code, own, context.credential) ?? message;
  const status = PLATFORM_STATUS[code];
  const native: JsonObject = {};
  if (voice.errors.declared) {
    const rendered = renderError(voice.errors, { code, status, message: said }, context);
    if (isObject(rendered)) Object.assign(native, rendered);
  }
  if (code === "sandbox_not_active") {
    const exact = { code: "SANDBOX_NOT_ACTIVE", message: said };
    return { ...exact, ...native, ...exact };
  }
  // Where the API's own message has another place, this one is the platform's.
  const isApart = voice.errors.declared && native["message"] === undefined;
  const ours = { sandbox_error: code, message: isApart ? message : said, timestamp: context.timestamp };
  return { ...ours, ...native, ...ours };
}

/** What the API itself says; a key that begins as only a sandbox's do is not one that the API would know. */
function declaredMessage(
  code: PlatformCode,
  own: PlatformBody | undefined,
  credential?: string,
): string | undefined {
  if (code === "unauthorized" && credential === "") return own?.missing ?? own?.message;
  if (code === "unauthorized" && credential?.startsWith(SHARED_PREFIX)) return undefined;
  return own?.message?.replaceAll("{credential}", credential ?? "***");
}

/** Of keys that open every API. */
const SHARED_PREFIX = "sandbox_";
