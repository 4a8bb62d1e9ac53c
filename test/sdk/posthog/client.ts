// PostHog's SDK against a sandbox, and the parts of its API that the SDK has no words for.
import { PostHog, type PostHogOptions } from "posthog-node";
import { inject } from "vitest";
import { type Sandbox, openSandbox } from "../../support/sdk-sandbox.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- answers of many operations; each test says what it expects
export type Answer = { status: number; body: any };

export type Project = {
  sandbox: Sandbox;
  client(options?: PostHogOptions): PostHog;
  /** A client that decides flags itself: the SDK takes no project key as its secret one. */
  local(): PostHog;
  /** A call of the project's own API, below `/api/projects/1`. */
  api(method: string, path: string, body?: unknown): Promise<Answer>;
  send(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  flag(key: string, filters: unknown, more?: Record<string, unknown>): Promise<Answer>;
};

export async function openProject(): Promise<Project> {
  const sandbox = await openSandbox(inject("server"), "posthog");
  const call = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const response = await fetch(`${sandbox.pathUrl}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
  };
  const api: Project["api"] = (method, path, body) =>
    call(method, `/api/projects/1${path}`, body, { authorization: `Bearer ${sandbox.key}` });
  return {
    sandbox,
    client: (options = {}) =>
      new PostHog(sandbox.key, { host: sandbox.pathUrl, flushAt: 100, flushInterval: 0, ...options }),
    local: () =>
      new PostHog(sandbox.key, {
        host: sandbox.pathUrl,
        personalApiKey: sandbox.sharedKey,
        sendFeatureFlagEvent: false,
      }),
    api,
    send: (path, body, headers = {}) => call("POST", path, body, headers),
    flag: (key, filters, more = {}) => api("POST", "/feature_flags/", { key, filters, ...more }),
  };
}
