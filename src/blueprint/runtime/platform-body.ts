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
  const { credential } = context;
  const declared = credential === "" ? (own?.missing ?? own?.message) : own?.message;
  const said = declared?.replaceAll("{credential}", credential ?? "***") ?? message;
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
  const ours = { sandbox_error: code, message: said, timestamp: context.timestamp };
  return { ...ours, ...native, ...ours };
}
