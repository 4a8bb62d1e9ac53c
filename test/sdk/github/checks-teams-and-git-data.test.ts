import { beforeAll, describe, expect, it } from "vitest";
import { type Octokit } from "octokit";
import { base64, newRepository, octokitWith, openGithub, textOf } from "./client.ts";

describe("checks, statuses, teams and Git's own objects, by octokit", () => {
  let octokit: Octokit;
  let me: string;
  let origin: string;
  beforeAll(async () => {
    const opened = await openGithub();
    ({ octokit, me } = opened);
    origin = opened.sandbox.origin;
  });

  it("a wrong token is told so on the bare host, too", async () => {
    for (const token of ["ghp_wrong", "github_pat_wrong"])
      await expect(octokitWith(token, origin).rest.users.getAuthenticated()).rejects.toMatchObject({
        status: 401,
        response: { data: { message: "Bad credentials", documentation_url: expect.any(String) } },
      });
  });

  it("a check runs and is completed", async () => {
    const { rest } = octokit;
    const { sha, ...at } = await newRepository(octokit, "checked");
    const made = await rest.checks.create({
      ...at,
      name: "lint",
      head_sha: sha,
      status: "in_progress",
      external_id: "42",
      output: { title: "Lint", summary: "under way" },
    });
    expect(made).toMatchObject({ status: 201, data: { status: "in_progress", conclusion: null } });
    const check_run_id = made.data.id;
    const note = {
      path: "a.ts",
      start_line: 1,
      end_line: 1,
      annotation_level: "warning",
      message: "Long",
    } as const;
    const done = await rest.checks.update({
      ...at,
      check_run_id,
      conclusion: "success",
      output: { title: "Lint", summary: "fine", annotations: [note] },
    });
    expect(done.data).toMatchObject({
      status: "completed",
      conclusion: "success",
      completed_at: expect.any(String),
      output: { annotations_count: 1 },
    });
    expect((await rest.checks.listForRef({ ...at, ref: "main" })).data).toMatchObject({
      total_count: 1,
      check_runs: [{ id: check_run_id, name: "lint" }],
    });
    expect((await rest.checks.listSuitesForRef({ ...at, ref: sha })).data.total_count).toBe(1);
    expect((await rest.checks.listAnnotations({ ...at, check_run_id })).data).toMatchObject([
      { message: "Long" },
    ]);
  });

  it("the newest status of each context counts", async () => {
    const { rest } = octokit;
    const { sha, ...at } = await newRepository(octokit, "statuses");
    const say = (state: "pending" | "success" | "failure", context: string) =>
      rest.repos.createCommitStatus({ ...at, sha, state, context });
    await say("pending", "ci");
    await say("success", "ci");
    expect((await rest.repos.getCombinedStatusForRef({ ...at, ref: "main" })).data.state).toBe("success");
    await say("failure", "coverage");
    expect((await rest.repos.getCombinedStatusForRef({ ...at, ref: sha })).data).toMatchObject({
      state: "failure",
      total_count: 2,
    });
    expect((await rest.repos.listCommitStatusesForRef({ ...at, ref: "main" })).data).toHaveLength(3);
    await expect(
      rest.repos.createCommitStatus({ ...at, sha: "f".repeat(40), state: "success" }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it("a commit is made of blobs and a tree, and a branch goes to it", async () => {
    const { rest } = octokit;
    const { sha, ...at } = await newRepository(octokit, "objects");
    const base = await rest.git.getCommit({ ...at, commit_sha: sha });
    const blob = await rest.git.createBlob({ ...at, content: "hello", encoding: "utf-8" });
    expect(textOf((await rest.git.getBlob({ ...at, file_sha: blob.data.sha })).data.content)).toBe("hello");
    const tree = await rest.git.createTree({
      ...at,
      base_tree: base.data.tree.sha,
      tree: [
        { path: "docs/hello.txt", mode: "100644", type: "blob", sha: blob.data.sha },
        { path: "inline.txt", mode: "100644", type: "blob", content: "inline" },
      ],
    });
    const commit = await rest.git.createCommit({
      ...at,
      message: "Several files at once",
      tree: tree.data.sha,
      parents: [sha],
    });
    await rest.git.updateRef({ ...at, ref: "heads/main", sha: commit.data.sha });
    const all = await rest.git.getTree({ ...at, tree_sha: "main", recursive: "1" });
    expect(all.data.tree.map((one) => one.path).sort()).toEqual([
      "README.md",
      "docs",
      "docs/hello.txt",
      "inline.txt",
    ]);
    const raw = await rest.repos.getContent({ ...at, path: "docs/hello.txt", mediaType: { format: "raw" } });
    expect(raw.data).toBe("hello");
    expect((await rest.repos.listCommits(at)).data[0]?.commit.message).toBe("Several files at once");
    const tag = await rest.git.createTag({
      ...at,
      tag: "v1",
      message: "First",
      object: commit.data.sha,
      type: "commit",
    });
    await rest.git.createRef({ ...at, ref: "refs/tags/v1", sha: tag.data.sha });
    expect((await rest.repos.listTags(at)).data).toMatchObject([{ name: "v1" }]);
  });

  it("branches are renamed, merged, protected and compared", async () => {
    const { rest } = octokit;
    const { sha, ...at } = await newRepository(octokit, "branched");
    await rest.git.createRef({ ...at, ref: "refs/heads/dev", sha });
    expect((await rest.repos.renameBranch({ ...at, branch: "dev", new_name: "develop" })).data.name).toBe(
      "develop",
    );
    await rest.repos.createOrUpdateFileContents({
      ...at,
      path: "new.txt",
      message: "Add it",
      content: base64("new"),
      branch: "develop",
    });
    expect(
      (await rest.repos.compareCommitsWithBasehead({ ...at, basehead: "main...develop" })).data,
    ).toMatchObject({
      status: "ahead",
      ahead_by: 1,
      files: [{ filename: "new.txt", status: "added", additions: 1 }],
    });
    const bySha = await rest.repos.compareCommitsWithBasehead({ ...at, basehead: `${sha}...develop` });
    expect(bySha.data).toMatchObject({ status: "ahead", ahead_by: 1, files: [{ filename: "new.txt" }] });
    const [added] = bySha.data.commits;
    expect((await rest.repos.getCommit({ ...at, ref: added?.sha ?? "" })).data.stats).toEqual({
      additions: 1,
      deletions: 0,
      total: 1,
    });
    expect((await rest.repos.merge({ ...at, base: "main", head: "develop" })).status).toBe(201);
    expect((await rest.repos.merge({ ...at, base: "main", head: "develop" })).status).toBe(204);
    await expect(rest.repos.getBranchProtection({ ...at, branch: "main" })).rejects.toMatchObject({
      status: 404,
      response: { data: { message: "Branch not protected" } },
    });
    await rest.repos.updateBranchProtection({
      ...at,
      branch: "main",
      required_status_checks: { strict: true, contexts: ["ci"] },
      enforce_admins: true,
      required_pull_request_reviews: { required_approving_review_count: 2 },
      restrictions: null,
    });
    expect((await rest.repos.getBranch({ ...at, branch: "main" })).data.protected).toBe(true);
    expect((await rest.repos.getBranchProtection({ ...at, branch: "main" })).data).toMatchObject({
      enforce_admins: { enabled: true },
      required_pull_request_reviews: { required_approving_review_count: 2 },
    });
    expect((await rest.repos.deleteBranchProtection({ ...at, branch: "main" })).status).toBe(204);
  });

  it("a team has members and repositories", async () => {
    const { rest } = octokit;
    const org = "team-org";
    const team = await rest.teams.create({ org, name: "Justice League", privacy: "closed" });
    expect(team).toMatchObject({ status: 201, data: { slug: "justice-league", permission: "pull" } });
    await expect(rest.teams.create({ org, name: "Justice League" })).rejects.toMatchObject({ status: 422 });
    const renamed = await rest.teams.updateInOrg({ org, team_slug: "justice-league", name: "Avengers" });
    const at = { org, team_slug: renamed.data.slug };
    expect(at.team_slug).toBe("avengers");
    await rest.teams.addOrUpdateMembershipForUserInOrg({ ...at, username: "hubot", role: "maintainer" });
    expect((await rest.teams.listMembersInOrg(at)).data).toMatchObject([{ login: "hubot" }]);
    await rest.teams.removeMembershipForUserInOrg({ ...at, username: "hubot" });
    await expect(rest.teams.getMembershipForUserInOrg({ ...at, username: "hubot" })).rejects.toMatchObject({
      status: 404,
    });
    const { data: repo } = await rest.repos.createInOrg({ org, name: "shared" });
    await rest.teams.addOrUpdateRepoPermissionsInOrg({
      ...at,
      owner: org,
      repo: repo.name,
      permission: "push",
    });
    expect((await rest.teams.listReposInOrg(at)).data).toMatchObject([{ name: "shared" }]);
    expect((await rest.repos.listTeams({ owner: org, repo: repo.name })).data).toMatchObject([
      { slug: "avengers" },
    ]);
    await rest.teams.deleteInOrg(at);
    await expect(rest.teams.getByName(at)).rejects.toMatchObject({ status: 404 });
  });

  it("keys and deployments are kept", async () => {
    const { rest } = octokit;
    const at = { owner: me, repo: (await newRepository(octokit, "deployed")).repo };
    const key = await rest.repos.createDeployKey({
      ...at,
      title: "ci",
      key: "ssh-rsa AAAAB3Nz",
      read_only: true,
    });
    expect((await rest.repos.listDeployKeys(at)).data).toMatchObject([{ id: key.data.id, read_only: true }]);
    await expect(rest.repos.createDeployKey({ ...at, title: "no", key: "nonsense" })).rejects.toMatchObject({
      status: 422,
    });
    const made = await rest.repos.createDeployment({
      ...at,
      ref: "main",
      required_contexts: [],
      auto_merge: false,
    });
    if (made.status !== 201) throw new Error(`a deployment answered ${made.status}`);
    const deployment_id = made.data.id;
    await rest.repos.createDeploymentStatus({ ...at, deployment_id, state: "success" });
    expect((await rest.repos.listDeployments({ ...at, environment: "production" })).data).toHaveLength(1);
    expect((await rest.repos.listDeploymentStatuses({ ...at, deployment_id })).data).toMatchObject([
      { state: "success" },
    ]);
  });
});
