// The platform's HTTP API, called by programs: with a bearer token, refusals as errors.

export class Refusal extends Error {
  readonly status: number;
  /** Of the platform's catalogue, where it says one. */
  readonly code: string | undefined;
  readonly details: unknown[];

  constructor(status: number, message: string, code: string | undefined, details: unknown[]) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** No answer came: nothing listens there, or the connection broke. */
export class Unreachable extends Error {}

/** A body is JSON, a form, or bytes as they are. */
export type Client = <T>(
  method: string,
  path: string,
  body?: object | FormData | Uint8Array<ArrayBuffer>,
) => Promise<T>;

/** How requests are sent: by the runtime, or straight to handlers in the same process. */
export type Send = (url: URL | string, init: RequestInit) => Promise<Response>;

/** A server as a caller has it; `server` is where its APIs answer. */
export type Platform = { client: Client; server: string; send?: Send };

/** Calls a server with a bearer token; a refusal is thrown with the server's own words. */
export function clientOf(baseUrl: string, token: string | undefined, send: Send = fetch): Client {
  return async <T>(
    method: string,
    path: string,
    body?: object | FormData | Uint8Array<ArrayBuffer>,
  ): Promise<T> => {
    const isRaw = body instanceof FormData || body instanceof Uint8Array;
    const request: RequestInit = {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || body instanceof FormData
          ? {}
          : { "content-type": isRaw ? "application/octet-stream" : "application/json" }),
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    };
    const { response, text } = await exchange(baseUrl, path, request, send);
    const isLines = response.headers.get("content-type")?.startsWith("application/x-ndjson") ?? false;
    const answer = isLines ? text.split("\n").flatMap((line) => parse(line) ?? []) : parse(text);
    if (response.ok) return answer as T;
    const refused = answer as { message?: string; sandbox_error?: string; details?: unknown[] } | undefined;
    throw new Refusal(
      response.status,
      refused?.message ?? `${method} ${path} answered ${response.status}.`,
      refused?.sandbox_error,
      refused?.details ?? [],
    );
  };
}

/** The bytes at a path, whatever they are. */
export async function bytesFrom(
  baseUrl: string,
  path: string,
  token: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`${baseUrl}${path}`, { headers: { authorization: `Bearer ${token}` } }).catch(
    (error: unknown) => {
      throw new Unreachable(`${baseUrl} does not answer: ${reasonOf(error)}.`, { cause: error });
    },
  );
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new Refusal(response.status, `GET ${path} answered ${response.status}.`, undefined, []);
}

async function exchange(
  baseUrl: string,
  path: string,
  request: RequestInit,
  send: Send = fetch,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await send(`${baseUrl}${path}`, request);
    return { response, text: await response.text() };
  } catch (error) {
    throw new Unreachable(`${baseUrl} does not answer: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Why a call failed, as far as can be told: of a lost connection the cause says more than its error. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

const FORM = { "content-type": "application/json" };

/** Signs in; answers the session token. */
export async function openSession(
  baseUrl: string,
  account: { email: string; password: string },
): Promise<string> {
  const { response, text } = await exchange(baseUrl, "/api/auth/sign-in/email", {
    method: "POST",
    headers: { ...FORM, origin: baseUrl },
    body: JSON.stringify(account),
  });
  const answer = parse(text) as { token?: string; message?: string } | undefined;
  const token = response.headers.get("set-auth-token") ?? answer?.token;
  if (response.ok && token) return token;
  throw new Refusal(
    response.status,
    answer?.message ?? `Signing in answered ${response.status}.`,
    undefined,
    [],
  );
}

/** Ends a session; whether the server did. */
export const endSession = (baseUrl: string, token: string): Promise<boolean> =>
  fetch(`${baseUrl}/api/auth/sign-out`, {
    method: "POST",
    headers: { ...FORM, authorization: `Bearer ${token}`, origin: baseUrl },
    body: "{}",
  }).then(
    ({ ok }) => ok,
    () => false,
  );

type Account = { name: string; email: string; password: string };

/** Signs in, or up where there is no such account; answers the session token. */
export async function signIn(baseUrl: string, account: Account): Promise<string> {
  const session = await requestSession(baseUrl, "sign-in", account);
  return typeof session === "string" ? session : signUp(baseUrl, account);
}

/** Signs up; answers the session token. */
export async function signUp(baseUrl: string, account: Account): Promise<string> {
  const session = await requestSession(baseUrl, "sign-up", account);
  if (typeof session === "string") return session;
  throw new Error(`the account could not be opened: ${session.refusal}`);
}

async function requestSession(
  baseUrl: string,
  how: "sign-in" | "sign-up",
  account: Account,
): Promise<string | { refusal: string }> {
  const response = await fetch(`${baseUrl}/api/auth/${how}/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: baseUrl },
    body: JSON.stringify(account),
  });
  const text = await response.text();
  const token =
    response.headers.get("set-auth-token") ?? (parse(text) as { token?: string } | undefined)?.token;
  return response.ok && token ? token : { refusal: `${response.status} ${text.slice(0, 200)}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
