// GitHub's SDK as anybody uses it: only the token and the host are other ones. Its own throttle (a write a second) is off.
import { Octokit } from "octokit";
import { inject } from "vitest";
import { type Sandbox, openSandbox } from "../../support/sdk-sandbox.ts";

export async function openGithub(): Promise<{ octokit: Octokit; sandbox: Sandbox; me: string }> {
  const sandbox = await openSandbox(inject("server"), "github");
  const octokit = octokitWith(sandbox.key, sandbox.pathUrl);
  const { data } = await octokit.rest.users.getAuthenticated();
  return { octokit, sandbox, me: data.login };
}

export const octokitWith = (auth: string, baseUrl: string): Octokit =>
  new Octokit({ auth, baseUrl, throttle: { enabled: false }, retry: { enabled: false } });

/** A repository with a first commit on `main`. */
export async function newRepository(
  octokit: Octokit,
  name: string,
): Promise<{ owner: string; repo: string; sha: string }> {
  const { data } = await octokit.rest.repos.createForAuthenticatedUser({ name, auto_init: true });
  const place = { owner: data.owner.login, repo: data.name };
  const head = await octokit.rest.git.getRef({ ...place, ref: "heads/main" });
  return { ...place, sha: head.data.object.sha };
}

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
export const textOf = (content: string): string => Buffer.from(content, "base64").toString();
