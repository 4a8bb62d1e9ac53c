// The Worker's HTTP entry with the settings of a deployment, over the bindings that all tests share.
import { createExecutionContext, env } from "cloudflare:test";
import { app } from "#edge/gateway.ts";
import type { Answer } from "./test-sandbox.ts";

export type Deployment = (url: string, init?: RequestInit) => Promise<Answer>;

/** Answers requests as a Worker with these vars would; everything else is the tests' own. */
export function deployedWith(vars: Record<string, unknown>): Deployment {
  const settings = { ...env, ...vars } as never; // the test pool's Env names fewer bindings than the Worker has
  return async (url, init) => {
    const response = await app.fetch(new Request(url, init), settings, createExecutionContext());
    const text = await response.text();
    let body: unknown = text;
    try {
      body = JSON.parse(text);
    } catch {
      // not JSON: the text is the body
    }
    return { status: response.status, headers: response.headers, body, text };
  };
}
