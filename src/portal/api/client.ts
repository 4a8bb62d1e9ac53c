// The platform's documented API, typed by its own OpenAPI document (`platform.d.ts`). The session is a cookie that only the
// browser can read. A refusal is thrown as a `Refusal`, with what the platform says of it.
import createClient from "openapi-fetch";
import type { Schemas, paths } from "./platform.d.ts";

export type { Schemas } from "./platform.d.ts";

export const platform = createClient<paths>({ baseUrl: location.origin });

/** What the platform says when it refuses, and the id under which its log has it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly details: readonly unknown[];

  constructor(
    status: number,
    code: string,
    message: string,
    requestId: string | undefined,
    details: readonly unknown[] = [],
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.details = details;
  }
}

type Answered<T> = { data?: T; error?: Schemas["Problem"]; response: Response };

/** The answer's body; throws what the platform refused. */
export async function answerOf<T>(call: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (error !== undefined || !response.ok)
    throw new Refusal(
      response.status,
      error?.sandbox_error ?? "internal",
      error?.message ?? `The platform answered ${response.status}.`,
      response.headers.get("x-request-id") ?? undefined,
      error?.details,
    );
  return data as T; // a good answer has the body its route describes; where it has none, T is undefined
}
