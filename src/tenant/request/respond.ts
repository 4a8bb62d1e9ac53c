// From outcomes and refusals to answers (R42): bodies, media types, and the standard headers every answer carries.
import { renderError, type Refusal } from "#blueprint/runtime/error-model.ts";
import type { AnswerHeader } from "#blueprint/format/behaviour.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { platformBody } from "#blueprint/runtime/platform-body.ts";
import type { CallAnswer } from "#contract/call.ts";
import { isoMillis } from "#lib/clock.ts";
import type { Json } from "#lib/json.ts";
import { PLATFORM_STATUS, type PlatformCode } from "#lib/problem.ts";
import type { RateState } from "./counters.ts";

export const OUTCOME_UNKNOWN =
  "The provider did not answer. Whether it acted is not known; this request is not sent again.";

export type AnswerContext = {
  requestId: string;
  now: number;
  /** The headers of the request, which answers may repeat. */
  asked: ReadonlyMap<string, string>;
  rates?: readonly RateState[];
  /** The stored answer to a repeat of an idempotency key. */
  isReplay?: boolean;
};

export function jsonAnswer(
  status: number,
  body: Json | undefined,
  media: string,
  headers: [string, string][] = [],
): CallAnswer {
  if (body === undefined) return { status, headers, body: null };
  const text = typeof body === "string" && !media.includes("json") ? body : JSON.stringify(body);
  return { status, headers: [["content-type", media], ...headers], body: text };
}

/** A refusal in the API's own shape and nothing else. */
export function refusedAnswer(
  index: BlueprintIndex,
  refusal: Refusal,
  context: AnswerContext,
  headers: [string, string][] = [],
): CallAnswer {
  const body = renderError(index.errors, refusal, {
    requestId: context.requestId,
    timestamp: isoMillis(context.now),
  });
  return jsonAnswer(refusal.status, body, (refusal.model ?? index.errors).media, headers);
}

/** Sandbar itself speaks. */
export function platformAnswer(
  index: BlueprintIndex,
  code: PlatformCode,
  message: string,
  context: AnswerContext,
): CallAnswer {
  const body = platformBody(index, code, message, {
    requestId: context.requestId,
    timestamp: isoMillis(context.now),
  });
  const headers: [string, string][] =
    code === "unauthorized"
      ? [["www-authenticate", `Bearer realm="${index.title.replace(/[^\x20-\x7e]|"/g, "")}"`]]
      : [];
  return jsonAnswer(
    PLATFORM_STATUS[code],
    body,
    index.errors.media === "application/problem+json" && !index.errors.declared
      ? "application/json"
      : index.errors.media,
    headers,
  );
}

function headerValue(rule: AnswerHeader, context: AnswerContext): string | undefined {
  if (typeof rule === "string") return rule.replaceAll("{requestId}", context.requestId);
  if ("replay" in rule) return context.isReplay ? rule.replay : undefined;
  return context.asked.get(rule.request.toLowerCase()) ?? rule.default;
}

/**
 * The answer with what every answer of this API carries: the request id and the state of the caller's rate window. The
 * answer that is given stays as it is: it may be stored, or belong to nobody in particular.
 */
export function addStandardHeaders(
  answer: CallAnswer,
  index: BlueprintIndex | undefined,
  context: AnswerContext,
): CallAnswer {
  const headers: [string, string][] = [...answer.headers, ["x-request-id", context.requestId]];
  for (const [name, rule] of Object.entries(index?.headers ?? {})) {
    const value = headerValue(rule, context);
    if (value !== undefined) headers.push([name.toLowerCase(), value]);
  }
  const dressed = { ...answer, headers };
  const { rates = [] } = context;
  const [rate] = rates;
  if (!rate || !index) return dressed;
  headers.push(
    [index.rateHeaders.limit.toLowerCase(), String(rate.limit)],
    [index.rateHeaders.remaining.toLowerCase(), String(rate.remaining)],
    [
      index.rateHeaders.reset.toLowerCase(),
      String(index.rateHeaders.moment ? Math.floor(context.now / 1000) + rate.reset : rate.reset),
    ],
  );
  // draft-ietf-httpapi-ratelimit-headers, beside the names that most clients know.
  headers.push(
    ["ratelimit-policy", rates.map((one) => `"${one.name}";q=${one.limit};w=${one.window}`).join(", ")],
    ["ratelimit", `"${rate.name}";r=${rate.remaining};t=${rate.reset}`],
  );
  if (!rate.allowed) headers.push(["retry-after", String(rate.reset)]);
  return dressed;
}
