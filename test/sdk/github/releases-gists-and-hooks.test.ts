import { createHmac } from "node:crypto";
import type { Octokit } from "octokit";
import { beforeAll, describe, expect, it } from "vitest";
import { openListener } from "../../support/http-listener.ts";
import { base64, newRepository, openGithub } from "./client.ts";

describe("releases, gists and webhooks, by octokit", () => {
  let octokit: Octokit;
  let owner: string;
  beforeAll(async () => void ({ octokit, me: owner } = await openGithub()));

  it("releases are found by tag and the latest is the latest", async () => {
    const { repo } = await newRepository(octokit, "released");
    const place = { owner, repo };
    await expect(octokit.rest.repos.getLatestRelease(place)).rejects.toMatchObject({ status: 404 });
    const first = await octokit.rest.repos.createRelease({
      ...place,
      tag_name: "v1.0.0",
      name: "One",
      body: "Notes",
    });
    expect(first.data).toMatchObject({
      tag_name: "v1.0.0",
      name: "One",
      body: "Notes",
      draft: false,
      prerelease: false,
      author: { login: owner },
      published_at: expect.any(String),
      assets: [],
      html_url: `https://github.com/${owner}/released/releases/tag/v1.0.0`,
    });
    await octokit.rest.repos.createRelease({ ...place, tag_name: "v2.0.0-rc", prerelease: true });
    const draft = await octokit.rest.repos.createRelease({ ...place, tag_name: "v3.0.0", draft: true });
    expect(draft.data.published_at).toBeNull();
    expect((await octokit.rest.repos.getLatestRelease(place)).data.id).toBe(first.data.id);
    expect((await octokit.rest.repos.getReleaseByTag({ ...place, tag: "v2.0.0-rc" })).data.prerelease).toBe(
      true,
    );
    await expect(octokit.rest.repos.getReleaseByTag({ ...place, tag: "v9" })).rejects.toMatchObject({
      status: 404,
    });
    const published = await octokit.rest.repos.updateRelease({
      ...place,
      release_id: draft.data.id,
      draft: false,
      name: "Three",
    });
    expect(published.data).toMatchObject({ draft: false, name: "Three", published_at: expect.any(String) });
    expect((await octokit.rest.repos.getLatestRelease(place)).data.tag_name).toBe("v3.0.0");
    expect((await octokit.rest.repos.listReleases(place)).data.map((one) => one.tag_name)).toEqual([
      "v3.0.0",
      "v2.0.0-rc",
      "v1.0.0",
    ]);
    expect((await octokit.rest.repos.listTags(place)).data.map((one) => one.name)).toContain("v1.0.0");
    await expect(octokit.rest.repos.createRelease({ ...place, tag_name: "v1.0.0" })).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ resource: "Release", code: "already_exists", field: "tag_name" }] } },
    });
    expect((await octokit.rest.repos.deleteRelease({ ...place, release_id: first.data.id })).status).toBe(
      204,
    );
    await expect(
      octokit.rest.repos.getRelease({ ...place, release_id: first.data.id }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it("gists have files, stars and comments", async () => {
    const made = await octokit.rest.gists.create({
      description: "Notes",
      public: true,
      files: { "a.md": { content: "# A" }, "b.txt": { content: "B" } },
    });
    expect(made.status).toBe(201);
    expect(made.data).toMatchObject({
      description: "Notes",
      public: true,
      owner: { login: owner },
      files: {
        "a.md": { filename: "a.md", content: "# A", size: 3, language: "Markdown" },
        "b.txt": { content: "B" },
      },
    });
    const gist = { gist_id: made.data.id ?? "" };
    const changed = await octokit.rest.gists.update({
      ...gist,
      files: { "b.txt": null as never, "c.js": { content: "let c" } },
    });
    expect(Object.keys(changed.data.files ?? {}).sort()).toEqual(["a.md", "c.js"]);
    await expect(octokit.rest.gists.checkIsStarred(gist)).rejects.toMatchObject({ status: 404 });
    await octokit.rest.gists.star(gist);
    expect((await octokit.rest.gists.checkIsStarred(gist)).status).toBe(204);
    expect((await octokit.rest.gists.listStarred()).data).toHaveLength(1);
    await octokit.rest.gists.unstar(gist);
    await octokit.rest.gists.createComment({ ...gist, body: "Nice" });
    expect((await octokit.rest.gists.get(gist)).data.comments).toBe(1);
    expect((await octokit.rest.gists.list()).data.map((one) => one.id)).toEqual([gist.gist_id]);
    await expect(octokit.rest.gists.create({ files: {} })).rejects.toMatchObject({ status: 422 });
    await octokit.rest.gists.delete(gist);
    await expect(octokit.rest.gists.get(gist)).rejects.toMatchObject({ status: 404 });
  });

  it("a workflow is a file, runs when it is dispatched, and reads secrets", async () => {
    const { repo } = await newRepository(octokit, "actions");
    const place = { owner, repo };
    const { actions, repos } = octokit.rest;
    await repos.createOrUpdateFileContents({
      ...place,
      path: ".github/workflows/ci.yml",
      message: "CI",
      content: base64("name: CI\non: workflow_dispatch\njobs:\n  build:\n    runs-on: ubuntu-latest\n"),
    });
    const workflow = { ...place, workflow_id: "ci.yml" };
    expect((await actions.getWorkflow(workflow)).data).toMatchObject({ name: "CI", state: "active" });
    await actions.createWorkflowDispatch({ ...workflow, ref: "main" });
    const { workflow_runs } = (await actions.listWorkflowRuns(workflow)).data;
    expect(workflow_runs).toMatchObject([{ event: "workflow_dispatch", head_branch: "main", run_number: 1 }]);
    const run = { ...place, run_id: workflow_runs[0]?.id ?? 0 };
    expect((await actions.cancelWorkflowRun(run)).status).toBe(202);
    expect((await actions.getWorkflowRun(run)).data).toMatchObject({ conclusion: "cancelled" });
    const { key_id } = (await actions.getRepoPublicKey(place)).data;
    const secret = { ...place, secret_name: "TOKEN", encrypted_value: base64("sealed"), key_id };
    expect((await actions.createOrUpdateRepoSecret(secret)).status).toBe(201);
    expect((await actions.createOrUpdateRepoSecret(secret)).status).toBe(204);
    expect((await actions.listRepoSecrets(place)).data.secrets).toMatchObject([{ name: "TOKEN" }]);
  });

  it("a webhook is told of its own repository, signed with its secret", async () => {
    const { repo } = await newRepository(octokit, "hooked");
    const other = await newRepository(octokit, "elsewhere");
    const place = { owner, repo };
    const listener = await openListener();
    const secret = "it is a secret";
    const hook = await octokit.rest.repos.createWebhook({
      ...place,
      config: { url: listener.url, content_type: "json", secret },
      events: ["issues", "push"],
    });
    expect(hook.data).toMatchObject({
      type: "Repository",
      name: "web",
      active: true,
      events: ["issues", "push"],
      config: { url: listener.url, content_type: "json", secret: "********" },
    });
    await octokit.rest.issues.create({ ...other, title: "Not told" });
    await octokit.rest.issues.createMilestone({ ...place, title: "Not told either" });
    await octokit.rest.issues.create({ ...place, title: "Told", labels: ["bug"] });
    await octokit.rest.repos.createOrUpdateFileContents({
      ...place,
      path: "f",
      message: "Push",
      content: base64("f"),
    });
    await listener.until(2);
    const seen = listener.received.map(({ headers, body }) => {
      expect(headers["x-hub-signature-256"]).toBe(
        `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
      );
      expect(headers["x-github-delivery"]).toBeTruthy();
      return [headers["x-github-event"], JSON.parse(body)];
    });
    expect(seen).toMatchObject([
      [
        "issues",
        {
          action: "opened",
          issue: { title: "Told", labels: [{ name: "bug" }] },
          repository: { name: "hooked" },
          sender: { login: owner },
        },
      ],
      [
        "push",
        {
          ref: "refs/heads/main",
          head_commit: { message: "Push", added: ["f"] },
          repository: { name: "hooked" },
        },
      ],
    ]);
    const one = { ...place, hook_id: hook.data.id };
    const off = await octokit.rest.repos.updateWebhook({ ...one, active: false, add_events: ["release"] });
    expect(off.data).toMatchObject({ active: false, events: ["issues", "push", "release"] });
    await octokit.rest.repos.updateWebhook({ ...one, active: true });
    await octokit.rest.repos.pingWebhook(one);
    const [latest, ...earlier] = (await octokit.rest.repos.listWebhookDeliveries(one)).data;
    const delivery_id = latest?.id ?? 0;
    const told = await octokit.rest.repos.getWebhookDelivery({ ...one, delivery_id });
    expect(told.data).toMatchObject({
      id: delivery_id,
      event: "ping",
      request: { payload: { hook_id: one.hook_id } },
    });
    expect((await octokit.rest.repos.redeliverWebhookDelivery({ ...one, delivery_id })).status).toBe(202);
    expect((await octokit.rest.repos.listWebhookDeliveries(one)).data).toHaveLength(earlier.length + 2);
    await expect(octokit.rest.repos.getWebhookDelivery({ ...one, delivery_id: 9999 })).rejects.toMatchObject({
      status: 404,
    });
    await listener.until(3);
    expect(listener.received[2]?.headers["x-github-event"]).toBe("ping");
    await expect(
      octokit.rest.repos.createWebhook({
        ...place,
        config: { url: listener.url },
        events: ["issues", "push", "release"],
      }),
    ).rejects.toMatchObject({ status: 422, message: expect.stringContaining("Hook already exists") });
    expect((await octokit.rest.repos.listWebhooks(place)).data).toHaveLength(1);
    expect((await octokit.rest.repos.deleteWebhook(one)).status).toBe(204);
    await expect(octokit.rest.repos.getWebhook(one)).rejects.toMatchObject({ status: 404 });
    await listener.close();
  });
});
