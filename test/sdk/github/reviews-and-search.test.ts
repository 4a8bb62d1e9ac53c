import { beforeAll, describe, expect, it } from "vitest";
import { type Octokit } from "octokit";
import { base64, newRepository, openGithub } from "./client.ts";

describe("reviews, what is said of commits, assets and search, by octokit", () => {
  let octokit: Octokit;
  let baseUrl: string;
  beforeAll(async () => {
    const opened = await openGithub();
    ({ octokit } = opened);
    baseUrl = opened.sandbox.pathUrl;
  });

  async function newPull(name: string) {
    const { sha, ...at } = await newRepository(octokit, name);
    await octokit.rest.git.createRef({ ...at, ref: "refs/heads/feature", sha });
    const file = { path: "a.txt", message: "Add a", content: base64("one\n"), branch: "feature" };
    await octokit.rest.repos.createOrUpdateFileContents({ ...at, ...file });
    const { data } = await octokit.rest.pulls.create({
      ...at,
      title: "Feature",
      head: "feature",
      base: "main",
    });
    return { at, pull: { ...at, pull_number: data.number }, head: data.head.sha };
  }

  it("lines are commented, answered and reacted to", async () => {
    const { rest } = octokit;
    const { at, pull, head } = await newPull("commented");
    const { data: made } = await rest.pulls.createReviewComment({
      ...pull,
      body: "A nit",
      commit_id: head,
      path: "a.txt",
      line: 1,
      side: "RIGHT",
    });
    expect(made).toMatchObject({ path: "a.txt", line: 1, side: "RIGHT", body: "A nit" });
    const comment_id = made.id;
    const reply = await rest.pulls.createReplyForReviewComment({ ...pull, comment_id, body: "Right" });
    expect(reply.data.in_reply_to_id).toBe(comment_id);
    expect((await rest.pulls.listReviewComments(pull)).data).toHaveLength(2);
    expect((await rest.pulls.get(pull)).data.review_comments).toBe(2);
    await rest.pulls.updateReviewComment({ ...at, comment_id, body: "Two nits" });
    expect((await rest.pulls.getReviewComment({ ...at, comment_id })).data.body).toBe("Two nits");
    const rocket = { ...at, comment_id, content: "rocket" } as const;
    expect((await rest.reactions.createForPullRequestReviewComment(rocket)).status).toBe(201);
    expect((await rest.reactions.createForPullRequestReviewComment(rocket)).status).toBe(200);
    await rest.pulls.deleteReviewComment({ ...at, comment_id: reply.data.id });
    expect((await rest.pulls.listReviewCommentsForRepo(at)).data).toHaveLength(1);
  });

  it("a review is drafted, submitted, dismissed or withdrawn", async () => {
    const { rest } = octokit;
    const { pull } = await newPull("reviewed");
    const draft = await rest.pulls.createReview({
      ...pull,
      comments: [{ path: "a.txt", position: 1, body: "Why?" }],
    });
    expect(draft.data.state).toBe("PENDING");
    const review_id = draft.data.id;
    expect((await rest.pulls.listCommentsForReview({ ...pull, review_id })).data).toHaveLength(1);
    const sent = await rest.pulls.submitReview({ ...pull, review_id, event: "COMMENT", body: "Done" });
    expect(sent.data).toMatchObject({ state: "COMMENTED", body: "Done" });
    await expect(rest.pulls.deletePendingReview({ ...pull, review_id })).rejects.toMatchObject({
      status: 422,
    });
    await expect(rest.pulls.createReview({ ...pull, event: "APPROVE" })).rejects.toMatchObject({
      status: 422,
    });
    const other = await rest.pulls.createReview(pull);
    await rest.pulls.deletePendingReview({ ...pull, review_id: other.data.id });
    expect((await rest.pulls.listReviews(pull)).data).toHaveLength(1);
    expect((await rest.pulls.updateBranch(pull)).status).toBe(202);
  });

  it("a pull request is read as a diff, and found by its commit", async () => {
    const { at, pull, head } = await newPull("diffed");
    const diff = await octokit.rest.pulls.get({ ...pull, mediaType: { format: "diff" } });
    expect(diff.data).toContain("diff --git a/a.txt b/a.txt");
    const found = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: head });
    expect(found.data.map((one) => one.number)).toEqual([pull.pull_number]);
    const { headers } = await octokit.rest.pulls.list(at);
    await expect(
      octokit.rest.pulls.list({ ...at, headers: { "if-none-match": headers.etag ?? "" } }),
    ).rejects.toMatchObject({ status: 304 });
  });

  it("commits have comments, issues have a history", async () => {
    const { rest } = octokit;
    const { sha: commit_sha, ...at } = await newRepository(octokit, "talked-about");
    const { data } = await rest.repos.createCommitComment({ ...at, commit_sha, body: "Nice" });
    expect((await rest.repos.listCommentsForCommit({ ...at, commit_sha })).data).toMatchObject([
      { id: data.id },
    ]);
    const changed = await rest.repos.updateCommitComment({ ...at, comment_id: data.id, body: "Nicer" });
    expect(changed.data.body).toBe("Nicer");
    const { data: issue } = await rest.issues.create({ ...at, title: "Broken", labels: ["bug"] });
    const one = { ...at, issue_number: issue.number };
    await rest.issues.createComment({ ...one, body: "Indeed" });
    await rest.issues.update({ ...one, state: "closed" });
    const events = (await rest.issues.listEvents(one)).data.map((event) => event.event);
    expect(events).toEqual(expect.arrayContaining(["labeled", "closed"]));
    const timeline = (await rest.issues.listEventsForTimeline(one)).data.map((event) => event.event);
    expect(timeline).toEqual(expect.arrayContaining(["commented", "closed"]));
  });

  it("assets are uploaded where the release says, and downloaded", async () => {
    const { rest } = octokit;
    const at = await newRepository(octokit, "published");
    const { data: release } = await rest.repos.createRelease({ ...at, tag_name: "v1" });
    expect(release.upload_url.startsWith(baseUrl)).toBe(true);
    const { data: asset } = await rest.repos.uploadReleaseAsset({
      ...at,
      baseUrl,
      release_id: release.id,
      name: "notes.txt",
      data: "hello",
      headers: { "content-type": "text/plain" },
    });
    expect(asset).toMatchObject({ name: "notes.txt", size: 5, state: "uploaded" });
    const read = await rest.repos.getRelease({ ...at, release_id: release.id });
    expect(read.data.assets.map((one) => one.name)).toEqual(["notes.txt"]);
    const renamed = await rest.repos.updateReleaseAsset({ ...at, asset_id: asset.id, label: "Notes" });
    expect(renamed.data.label).toBe("Notes");
    expect((await rest.repos.deleteReleaseAsset({ ...at, asset_id: asset.id })).status).toBe(204);
  });

  it("code, commits and labels are searched", async () => {
    const { rest } = octokit;
    const { owner, repo } = await newRepository(octokit, "haystack");
    const file = { path: "find.js", message: "Hide it", content: base64("const needle = 1;") };
    await rest.repos.createOrUpdateFileContents({ owner, repo, ...file });
    const within = `repo:${owner}/${repo}`;
    expect((await rest.search.code({ q: `needle ${within}` })).data).toMatchObject({
      total_count: 1,
      items: [{ path: "find.js", repository: { name: repo } }],
    });
    expect((await rest.search.commits({ q: `hide ${within}` })).data.total_count).toBe(1);
    await expect(rest.search.repos({ q: "" })).rejects.toMatchObject({ status: 422 });
    const { data } = await rest.gists.create({ public: false, files: { "a.md": { content: "A" } } });
    expect((await rest.gists.fork({ gist_id: data.id ?? "" })).status).toBe(201);
    expect((await rest.gists.listCommits({ gist_id: data.id ?? "" })).data).toHaveLength(1);
  });
});
