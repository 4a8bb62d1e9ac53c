// The platform's HTTP API as the command line and the start-up use it.

export class Refusal extends Error {
  readonly status: number;
  readonly details: unknown[];

  constructor(status: number, message: string, details: unknown[]) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** A body is JSON, a form, or bytes as they are. */
export type Client = <T>(
  method: string,
  path: string,
  body?: object | FormData | Uint8Array<ArrayBuffer>,
) => Promise<T>;

/** Calls a server with a bearer token; a refusal is thrown with the server's own words. */
export function clientOf(baseUrl: string, token: string | undefined): Client {
  return async <T>(
    method: string,
    path: string,
    body?: object | FormData | Uint8Array<ArrayBuffer>,
  ): Promise<T> => {
    const isRaw = body instanceof FormData || body instanceof Uint8Array;
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || body instanceof FormData
          ? {}
          : { "content-type": isRaw ? "application/octet-stream" : "application/json" }),
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = parse(text);
    if (response.ok) return answer as T;
    const refused = answer as { message?: string; details?: unknown[] } | undefined;
    throw new Refusal(
      response.status,
      refused?.message ?? `${method} ${path} answered ${response.status}`,
      refused?.details ?? [],
    );
  };
}

/** Why a call failed, as far as can be told: of a lost connection the cause says more than its error. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Signs up, or in when the account exists; answers the session token. */
export async function signIn(
  baseUrl: string,
  account: { name: string; email: string; password: string },
): Promise<string> {
  let refusal = "";
  for (const path of ["/api/auth/sign-in/email", "/api/auth/sign-up/email"]) {
    const response = await fetch(`${baseUrl}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: baseUrl },
      body: JSON.stringify(account),
    });
    const text = await response.text();
    const token =
      response.headers.get("set-auth-token") ?? (parse(text) as { token?: string } | undefined)?.token;
    if (response.ok && token) return token;
    refusal = `${response.status} ${text.slice(0, 200)}`;
  }
  throw new Error(`the account could not be opened: ${refusal}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
