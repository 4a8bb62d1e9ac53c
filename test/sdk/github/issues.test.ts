import type { Octokit } from "octokit";
import { beforeAll, describe, expect, it } from "vitest";
import { openGithub } from "./client.ts";

describe("issues, labels, milestones and comments, by octokit", () => {
  let octokit: Octokit;
  let owner: string;
  const repo = "tracker";
  let place: { owner: string; repo: string };
  beforeAll(async () => {
    ({ octokit, me: owner } = await openGithub());
    place = { owner, repo };
    await octokit.rest.repos.createForAuthenticatedUser({ name: repo });
  });

  it("an issue is opened, read, edited, closed and opened again", async () => {
    const made = await octokit.rest.issues.create({ ...place, title: "It breaks", body: "Steps" });
    expect(made.status).toBe(201);
    expect(made.data).toMatchObject({
      number: 1,
      state: "open",
      title: "It breaks",
      body: "Steps",
      user: { login: owner },
      labels: [],
      assignee: null,
      assignees: [],
      milestone: null,
      comments: 0,
      locked: false,
      closed_at: null,
      author_association: "OWNER",
      html_url: `https://github.com/${owner}/tracker/issues/1`,
    });
    expect(made.data.pull_request).toBeUndefined();
    const followed = await octokit.request(`GET ${made.data.url}`);
    expect(followed.data.id).toBe(made.data.id);
    const issue = { ...place, issue_number: 1 };
    const edited = await octokit.rest.issues.update({ ...issue, title: "It broke" });
    expect(edited.data).toMatchObject({ title: "It broke", body: "Steps", state: "open" });
    const closed = await octokit.rest.issues.update({
      ...issue,
      state: "closed",
      state_reason: "not_planned",
    });
    expect(closed.data).toMatchObject({
      state: "closed",
      state_reason: "not_planned",
      closed_at: expect.any(String),
      closed_by: { login: owner },
    });
    const reopened = await octokit.rest.issues.update({ ...issue, state: "open" });
    expect(reopened.data).toMatchObject({
      state: "open",
      state_reason: "reopened",
      closed_at: null,
      closed_by: null,
    });
    await expect(octokit.rest.issues.get({ ...place, issue_number: 999 })).rejects.toMatchObject({
      status: 404,
      response: { data: { message: "Not Found" } },
    });
    await expect(octokit.rest.issues.create({ ...place } as never)).rejects.toMatchObject({
      status: 422,
      response: {
        data: {
          message: "Validation Failed",
          errors: [{ resource: "Issue", code: "missing_field", field: "title" }],
        },
      },
    });
  });

  it("labels are the repository's: their colour shows, lists are filtered by them", async () => {
    const label = await octokit.rest.issues.createLabel({
      ...place,
      name: "bug",
      color: "d73a4a",
      description: "Wrong",
    });
    expect(label.data).toMatchObject({ name: "bug", color: "d73a4a", description: "Wrong", default: false });
    const one = await octokit.rest.issues.create({ ...place, title: "Labelled", labels: ["bug", "new one"] });
    expect(one.data.labels).toMatchObject([
      { id: label.data.id, name: "bug", color: "d73a4a" },
      { name: "new one", color: "ededed" },
    ]);
    const issue = { ...place, issue_number: one.data.number };
    const only = await octokit.rest.issues.listForRepo({ ...place, labels: "bug,new one" });
    expect(only.data.map((each) => each.number)).toEqual([one.data.number]);
    expect((await octokit.rest.issues.listForRepo({ ...place, labels: "nothing" })).data).toEqual([]);
    const added = await octokit.rest.issues.addLabels({ ...issue, labels: ["urgent"] });
    expect(added.data.map((each) => each.name)).toEqual(["bug", "new one", "urgent"]);
    await octokit.rest.issues.updateLabel({ ...place, name: "bug", new_name: "defect", color: "000000" });
    const renamed = await octokit.rest.issues.listLabelsOnIssue(issue);
    expect(renamed.data[0]).toMatchObject({ name: "defect", color: "000000" });
    const left = await octokit.rest.issues.removeLabel({ ...issue, name: "defect" });
    expect(left.data.map((each) => each.name)).toEqual(["new one", "urgent"]);
    await expect(octokit.rest.issues.removeLabel({ ...issue, name: "defect" })).rejects.toMatchObject({
      status: 404,
      response: { data: { message: "Label does not exist" } },
    });
    expect((await octokit.rest.issues.setLabels({ ...issue, labels: ["defect"] })).data).toMatchObject([
      { name: "defect" },
    ]);
    await octokit.rest.issues.deleteLabel({ ...place, name: "defect" });
    expect((await octokit.rest.issues.get(issue)).data.labels).toEqual([]);
    await octokit.rest.issues.setLabels({ ...issue, labels: ["urgent"] });
    expect((await octokit.rest.issues.removeAllLabels(issue)).status).toBe(204);
    const names = (await octokit.rest.issues.listLabelsForRepo(place)).data.map((each) => each.name);
    expect(names.sort()).toEqual(["new one", "urgent"]);
    await expect(
      octokit.rest.issues.createLabel({ ...place, name: "Urgent", color: "ffffff" }),
    ).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ resource: "Label", code: "already_exists", field: "name" }] } },
    });
    await expect(
      octokit.rest.issues.createLabel({ ...place, name: "odd", color: "red!" }),
    ).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ resource: "Label", code: "invalid", field: "color" }] } },
    });
    await expect(octokit.rest.issues.getLabel({ ...place, name: "gone" })).rejects.toMatchObject({
      status: 404,
    });
  });

  it("comments are counted", async () => {
    const { data } = await octokit.rest.issues.create({ ...place, title: "Talk" });
    const issue = { ...place, issue_number: data.number };
    const first = await octokit.rest.issues.createComment({ ...issue, body: "One" });
    expect(first.data).toMatchObject({ body: "One", user: { login: owner }, issue_url: data.url });
    await octokit.rest.issues.createComment({ ...issue, body: "Two" });
    expect((await octokit.rest.issues.get(issue)).data.comments).toBe(2);
    expect((await octokit.rest.issues.listComments(issue)).data.map((one) => one.body)).toEqual([
      "One",
      "Two",
    ]);
    const comment = { ...place, comment_id: first.data.id };
    expect((await octokit.rest.issues.updateComment({ ...comment, body: "1" })).data.body).toBe("1");
    expect((await octokit.rest.issues.deleteComment(comment)).status).toBe(204);
    expect((await octokit.rest.issues.get(issue)).data.comments).toBe(1);
    await expect(octokit.rest.issues.getComment(comment)).rejects.toMatchObject({ status: 404 });
    const nowhere = octokit.rest.issues.createComment({ ...place, issue_number: 999, body: "Hello?" });
    await expect(nowhere).rejects.toMatchObject({ status: 404 });
    expect((await octokit.rest.issues.listCommentsForRepo(place)).data).toHaveLength(1);
  });

  it("milestones count their issues", async () => {
    const { data } = await octokit.rest.issues.createMilestone({
      ...place,
      title: "v1",
      due_on: "2030-01-01T00:00:00Z",
    });
    expect(data).toMatchObject({
      number: 1,
      title: "v1",
      state: "open",
      open_issues: 0,
      closed_issues: 0,
      closed_at: null,
    });
    const issue = await octokit.rest.issues.create({ ...place, title: "For v1", milestone: 1 });
    expect(issue.data.milestone).toMatchObject({ number: 1, title: "v1", open_issues: 1 });
    await octokit.rest.issues.update({ ...place, issue_number: issue.data.number, state: "closed" });
    const after = await octokit.rest.issues.getMilestone({ ...place, milestone_number: 1 });
    expect(after.data).toMatchObject({ open_issues: 0, closed_issues: 1 });
    const listed = await octokit.rest.issues.listForRepo({ ...place, milestone: "1", state: "all" });
    expect(listed.data.map((one) => one.number)).toEqual([issue.data.number]);
    const cleared = await octokit.rest.issues.update({
      ...place,
      issue_number: issue.data.number,
      milestone: null,
    });
    expect(cleared.data.milestone).toBeNull();
    const closed = await octokit.rest.issues.updateMilestone({
      ...place,
      milestone_number: 1,
      state: "closed",
    });
    expect(closed.data).toMatchObject({ state: "closed", closed_at: expect.any(String) });
    expect((await octokit.rest.issues.listMilestones(place)).data).toEqual([]);
    await expect(octokit.rest.issues.createMilestone({ ...place, title: "v1" })).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ resource: "Milestone", code: "already_exists", field: "title" }] } },
    });
    await expect(
      octokit.rest.issues.create({ ...place, title: "No such", milestone: 77 }),
    ).rejects.toMatchObject({ status: 422 });
    expect((await octokit.rest.issues.deleteMilestone({ ...place, milestone_number: 1 })).status).toBe(204);
  });

  it("assignees, locks, states and orders", async () => {
    const { data } = await octokit.rest.issues.create({ ...place, title: "Mine", assignees: [owner] });
    expect(data).toMatchObject({ assignee: { login: owner }, assignees: [{ login: owner }] });
    const issue = { ...place, issue_number: data.number };
    const both = await octokit.rest.issues.addAssignees({ ...issue, assignees: ["hubot"] });
    expect(both.data.assignees?.map((one) => one.login)).toEqual([owner, "hubot"]);
    const one = await octokit.rest.issues.removeAssignees({ ...issue, assignees: [owner] });
    expect(one.data.assignees).toMatchObject([{ login: "hubot", id: 480938 }]);
    expect((await octokit.rest.issues.listForRepo({ ...place, assignee: "hubot" })).data).toHaveLength(1);
    expect((await octokit.rest.issues.checkUserCanBeAssigned({ ...place, assignee: owner })).status).toBe(
      204,
    );
    await expect(
      octokit.rest.issues.checkUserCanBeAssigned({ ...place, assignee: "hubot" }),
    ).rejects.toMatchObject({ status: 404 });
    expect((await octokit.rest.issues.lock({ ...issue, lock_reason: "resolved" })).status).toBe(204);
    expect((await octokit.rest.issues.get(issue)).data).toMatchObject({
      locked: true,
      active_lock_reason: "resolved",
    });
    await octokit.rest.issues.unlock(issue);
    expect((await octokit.rest.issues.get(issue)).data).toMatchObject({
      locked: false,
      active_lock_reason: null,
    });
    const open = await octokit.rest.issues.listForRepo(place);
    expect(open.data.every((each) => each.state === "open")).toBe(true);
    const closed = await octokit.rest.issues.listForRepo({ ...place, state: "closed" });
    expect(closed.data.map((each) => each.title)).toEqual(["For v1"]);
    const all = await octokit.rest.issues.listForRepo({ ...place, state: "all", direction: "asc" });
    expect(all.data[0]?.number).toBe(1);
    expect(all.data).toHaveLength(open.data.length + 1);
    const pages = await octokit.paginate(octokit.rest.issues.listForRepo, {
      ...place,
      state: "all",
      per_page: 2,
    });
    expect(pages).toHaveLength(all.data.length);
    expect((await octokit.rest.repos.get(place)).data.open_issues_count).toBe(open.data.length);
  });

  it("reactions are counted, once for each content", async () => {
    const { data } = await octokit.rest.issues.create({ ...place, title: "Nice" });
    const issue = { ...place, issue_number: data.number };
    const made = await octokit.rest.reactions.createForIssue({ ...issue, content: "+1" });
    expect(made).toMatchObject({ status: 201, data: { content: "+1", user: { login: owner } } });
    const again = await octokit.rest.reactions.createForIssue({ ...issue, content: "+1" });
    expect(again).toMatchObject({ status: 200, data: { id: made.data.id } });
    await octokit.rest.reactions.createForIssue({ ...issue, content: "heart" });
    expect((await octokit.rest.issues.get(issue)).data.reactions).toMatchObject({
      total_count: 2,
      "+1": 1,
      heart: 1,
      laugh: 0,
    });
    const hearts = await octokit.rest.reactions.listForIssue({ ...issue, content: "heart" });
    expect(hearts.data.map((one) => one.content)).toEqual(["heart"]);
    await octokit.rest.reactions.deleteForIssue({ ...issue, reaction_id: made.data.id });
    expect((await octokit.rest.reactions.listForIssue(issue)).data).toHaveLength(1);
    await expect(
      octokit.rest.reactions.createForIssue({ ...issue, content: "sad" as never }),
    ).rejects.toMatchObject({ status: 422 });
    const comment = await octokit.rest.issues.createComment({ ...issue, body: "Yes" });
    await octokit.rest.reactions.createForIssueComment({
      ...place,
      comment_id: comment.data.id,
      content: "rocket",
    });
    const seen = await octokit.rest.issues.getComment({ ...place, comment_id: comment.data.id });
    expect(seen.data.reactions).toMatchObject({ total_count: 1, rocket: 1 });
  });

  it("search understands qualifiers", async () => {
    const found = await octokit.rest.search.issuesAndPullRequests({
      q: `repo:${owner}/${repo} is:issue is:closed`,
    });
    expect(found.data).toMatchObject({
      total_count: 1,
      incomplete_results: false,
      items: [{ title: "For v1" }],
    });
    const text = await octokit.rest.search.issuesAndPullRequests({ q: "broke in:title" });
    expect(text.data.items.map((one) => one.number)).toEqual([1]);
    const mine = await octokit.rest.issues.list({ filter: "created", state: "all", per_page: 1 });
    expect(mine.headers.link).toContain('rel="next"');
  });
});
