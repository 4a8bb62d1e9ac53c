import type { Octokit } from "octokit";
import { beforeAll, describe, expect, it } from "vitest";
import { base64, newRepository, openGithub, textOf } from "./client.ts";

describe("contents, branches and pull requests, by octokit", () => {
  let octokit: Octokit;
  let owner: string;
  beforeAll(async () => void ({ octokit, me: owner } = await openGithub()));

  /** A branch with one more file than `main`. */
  async function branchWithFile(repo: string, branch: string, path: string): Promise<string> {
    const main = await octokit.rest.git.getRef({ owner, repo, ref: "heads/main" });
    await octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: main.data.object.sha });
    const { data } = await octokit.rest.repos.createOrUpdateFileContents({
      owner,
      repo,
      path,
      branch,
      message: `Add ${path}`,
      content: base64(path),
    });
    return data.commit.sha ?? "";
  }

  it("a file is put, read, updated by its sha and deleted", async () => {
    await octokit.rest.repos.createForAuthenticatedUser({ name: "files" });
    const file = { owner, repo: "files", path: "docs/guide.md" };
    const made = await octokit.rest.repos.createOrUpdateFileContents({
      ...file,
      message: "Add guide",
      content: base64("Hello"),
    });
    expect(made.status).toBe(201);
    expect(made.data).toMatchObject({
      content: { name: "guide.md", path: "docs/guide.md", size: 5, type: "file" },
      commit: {
        message: "Add guide",
        sha: expect.stringMatching(/^[0-9a-f]{40}$/),
        author: { name: expect.any(String) },
      },
    });
    const read = (await octokit.rest.repos.getContent(file)).data as {
      content: string;
      sha: string;
      encoding: string;
    };
    expect(textOf(read.content)).toBe("Hello");
    expect(read).toMatchObject({ encoding: "base64", sha: made.data.content?.sha });
    const blind = octokit.rest.repos.createOrUpdateFileContents({
      ...file,
      message: "x",
      content: base64("x"),
    });
    await expect(blind).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining(`"sha" wasn't supplied`),
    });
    const stale = octokit.rest.repos.createOrUpdateFileContents({
      ...file,
      message: "x",
      content: base64("x"),
      sha: "0".repeat(40),
    });
    await expect(stale).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining("does not match"),
    });
    const updated = await octokit.rest.repos.createOrUpdateFileContents({
      ...file,
      message: "Edit",
      content: base64("Bye"),
      sha: read.sha,
    });
    expect(updated.status).toBe(200);
    expect(updated.data.content?.sha).not.toBe(read.sha);
    const folder = (await octokit.rest.repos.getContent({ ...file, path: "docs" })).data;
    expect(folder).toMatchObject([{ name: "guide.md", path: "docs/guide.md", type: "file" }]);
    const root = (await octokit.rest.repos.getContent({ owner, repo: "files", path: "" })).data;
    expect(root).toMatchObject([{ name: "docs", type: "dir" }]);
    const removed = await octokit.rest.repos.deleteFile({
      ...file,
      message: "Drop",
      sha: updated.data.content?.sha ?? "",
    });
    expect(removed.data).toMatchObject({ content: null, commit: { message: "Drop" } });
    await expect(octokit.rest.repos.getContent(file)).rejects.toMatchObject({ status: 404 });
    const commits = await octokit.rest.repos.listCommits({ owner, repo: "files" });
    expect(commits.data.map((one) => one.commit.message)).toEqual(["Drop", "Edit", "Add guide"]);
    expect(commits.data[0]?.parents[0]?.sha).toBe(commits.data[1]?.sha);
  });

  it("branches and refs", async () => {
    const { repo, sha } = await newRepository(octokit, "branches");
    const made = await octokit.rest.git.createRef({ owner, repo, ref: "refs/heads/dev", sha });
    expect(made).toMatchObject({
      status: 201,
      data: { ref: "refs/heads/dev", object: { sha, type: "commit" } },
    });
    expect((await octokit.rest.repos.listBranches({ owner, repo })).data.map((one) => one.name)).toEqual([
      "main",
      "dev",
    ]);
    const branch = await octokit.rest.repos.getBranch({ owner, repo, branch: "dev" });
    expect(branch.data).toMatchObject({ name: "dev", protected: false, commit: { sha } });
    const commit = await octokit.rest.repos.getCommit({ owner, repo, ref: "dev" });
    expect(commit.data).toMatchObject({ sha, commit: { message: "Initial commit" } });
    const readme = await octokit.rest.repos.getReadme({ owner, repo });
    expect(textOf(readme.data.content)).toContain("# branches");
    await expect(
      octokit.rest.git.createRef({ owner, repo, ref: "refs/heads/dev", sha }),
    ).rejects.toMatchObject({
      status: 422,
      response: { data: { message: "Reference already exists" } },
    });
    await expect(
      octokit.rest.git.createRef({ owner, repo, ref: "refs/heads/odd", sha: "0".repeat(40) }),
    ).rejects.toMatchObject({ status: 422 });
    await expect(octokit.rest.repos.getBranch({ owner, repo, branch: "none" })).rejects.toMatchObject({
      status: 404,
      response: { data: { message: "Branch not found" } },
    });
    expect((await octokit.rest.git.listMatchingRefs({ owner, repo, ref: "heads/" })).data).toHaveLength(2);
    expect((await octokit.rest.git.deleteRef({ owner, repo, ref: "heads/dev" })).status).toBe(204);
    await expect(octokit.rest.git.getRef({ owner, repo, ref: "heads/dev" })).rejects.toMatchObject({
      status: 404,
    });
    await octokit.rest.repos.createCommitStatus({ owner, repo, sha, state: "success", context: "ci" });
    const status = await octokit.rest.repos.getCombinedStatusForRef({ owner, repo, ref: sha });
    expect(status.data).toMatchObject({ state: "success", total_count: 1, statuses: [{ context: "ci" }] });
  });

  it("a pull request is opened, reviewed and merged once", async () => {
    const { repo } = await newRepository(octokit, "pulls");
    await octokit.rest.issues.create({ owner, repo, title: "First" });
    const tip = await branchWithFile(repo, "feature", "new.txt");
    const made = await octokit.rest.pulls.create({
      owner,
      repo,
      title: "Feature",
      head: "feature",
      base: "main",
      body: "Please",
    });
    expect(made.status).toBe(201);
    expect(made.data).toMatchObject({
      number: 2,
      state: "open",
      title: "Feature",
      body: "Please",
      draft: false,
      merged: false,
      mergeable: true,
      merged_at: null,
      user: { login: owner },
      head: { ref: "feature", sha: tip, label: `${owner}:feature`, repo: { name: repo } },
      base: { ref: "main" },
      changed_files: 1,
      commits: 1,
      labels: [],
      milestone: null,
    });
    const pull = { owner, repo, pull_number: 2 };
    expect((await octokit.rest.issues.get({ owner, repo, issue_number: 2 })).data).toMatchObject({
      title: "Feature",
      pull_request: { url: made.data.url },
    });
    await octokit.rest.issues.addLabels({ owner, repo, issue_number: 2, labels: ["ready"] });
    await octokit.rest.issues.createComment({ owner, repo, issue_number: 2, body: "LGTM" });
    expect((await octokit.rest.pulls.get(pull)).data).toMatchObject({
      labels: [{ name: "ready" }],
      comments: 1,
    });
    expect((await octokit.rest.pulls.listFiles(pull)).data).toMatchObject([
      { filename: "new.txt", status: "added" },
    ]);
    expect((await octokit.rest.pulls.listCommits(pull)).data.map((one) => one.sha)).toEqual([tip]);
    const review = await octokit.rest.pulls.createReview({ ...pull, event: "COMMENT", body: "Good" });
    expect(review.data).toMatchObject({ state: "COMMENTED", body: "Good", user: { login: owner } });
    const asked = await octokit.rest.pulls.requestReviewers({ ...pull, reviewers: ["hubot"] });
    expect(asked.data.requested_reviewers).toMatchObject([{ login: "hubot" }]);
    await expect(octokit.rest.pulls.checkIfMerged(pull)).rejects.toMatchObject({ status: 404 });
    const wrong = octokit.rest.pulls.merge({ ...pull, sha: "0".repeat(40) });
    await expect(wrong).rejects.toMatchObject({ status: 409 });
    const merged = await octokit.rest.pulls.merge({ ...pull, merge_method: "squash" });
    expect(merged.data).toMatchObject({
      merged: true,
      message: "Pull Request successfully merged",
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    await expect(octokit.rest.pulls.merge(pull)).rejects.toMatchObject({
      status: 405,
      response: { data: { message: "Pull Request is not mergeable" } },
    });
    expect((await octokit.rest.pulls.checkIfMerged(pull)).status).toBe(204);
    expect((await octokit.rest.pulls.get(pull)).data).toMatchObject({
      state: "closed",
      merged: true,
      merged_by: { login: owner },
      merge_commit_sha: merged.data.sha,
      merged_at: expect.any(String),
    });
    expect((await octokit.rest.issues.get({ owner, repo, issue_number: 2 })).data.state).toBe("closed");
    expect((await octokit.rest.repos.getContent({ owner, repo, path: "new.txt" })).status).toBe(200);
    const commits = await octokit.rest.repos.listCommits({ owner, repo });
    expect(commits.data[0]?.sha).toBe(merged.data.sha);
    expect((await octokit.rest.git.getRef({ owner, repo, ref: "heads/main" })).data.object.sha).toBe(
      merged.data.sha,
    );
  });

  it("a pull request is refused for what is wrong with it", async () => {
    const { repo } = await newRepository(octokit, "refused");
    await branchWithFile(repo, "topic", "a.txt");
    const create = (head: string, base = "main") =>
      octokit.rest.pulls.create({ owner, repo, title: "T", head, base });
    await expect(create("nowhere")).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ resource: "PullRequest", field: "head", code: "invalid" }] } },
    });
    await expect(create("topic", "nowhere")).rejects.toMatchObject({
      response: { data: { errors: [{ field: "base" }] } },
    });
    await expect(create("main")).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining("No commits between"),
    });
    const { data } = await create("topic");
    await expect(create("topic")).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining("already exists"),
    });
    const pull = { owner, repo, pull_number: data.number };
    const closed = await octokit.rest.pulls.update({ ...pull, state: "closed" });
    expect(closed.data).toMatchObject({ state: "closed", merged: false, closed_at: expect.any(String) });
    await expect(octokit.rest.pulls.merge(pull)).rejects.toMatchObject({ status: 405 });
    expect((await octokit.rest.pulls.list({ owner, repo })).data).toEqual([]);
    expect(
      (await octokit.rest.pulls.list({ owner, repo, state: "all", head: `${owner}:topic` })).data,
    ).toHaveLength(1);
    const opened = await octokit.rest.pulls.update({ ...pull, state: "open", title: "Better" });
    expect(opened.data).toMatchObject({ state: "open", title: "Better", closed_at: null });
    const draft = await newRepository(octokit, "drafts");
    await branchWithFile("drafts", "wip", "b.txt");
    const wip = await octokit.rest.pulls.create({
      owner,
      repo: draft.repo,
      title: "WIP",
      head: "wip",
      base: "main",
      draft: true,
    });
    await expect(
      octokit.rest.pulls.merge({ owner, repo: draft.repo, pull_number: wip.data.number }),
    ).rejects.toMatchObject({
      status: 405,
      message: expect.stringContaining("draft"),
    });
  });
});
