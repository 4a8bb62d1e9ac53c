import type { Octokit } from "octokit";
import { beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../support/sdk-sandbox.ts";
import { octokitWith, openGithub } from "./client.ts";

describe("repositories and their owners, by octokit", () => {
  let octokit: Octokit;
  let sandbox: Sandbox;
  let me: string;
  beforeAll(async () => void ({ octokit, sandbox, me } = await openGithub()));

  it("the caller is somebody, by any kind of token", async () => {
    const { data } = await octokit.rest.users.getAuthenticated();
    expect(data).toMatchObject({ login: me, type: "User", public_repos: 0 });
    expect(data.url).toBe(`${sandbox.pathUrl}/users/${me}`);
    const shared = octokitWith(sandbox.sharedKey, sandbox.pathUrl);
    expect((await shared.rest.users.getAuthenticated()).data.id).toBe(data.id);
    const plain = await fetch(`${sandbox.pathUrl}/user`, {
      headers: { authorization: `token ${sandbox.key}` },
    });
    expect(plain.status).toBe(200);
    const updated = await octokit.rest.users.updateAuthenticated({ bio: "Writes tests", location: "Berlin" });
    expect(updated.data).toMatchObject({ login: me, bio: "Writes tests", location: "Berlin" });
    expect((await octokit.rest.users.getByUsername({ username: "hubot" })).data.name).toBe("Hubot");
    await expect(octokit.rest.users.getByUsername({ username: "nobody-here" })).rejects.toMatchObject({
      status: 404,
    });
  });

  it("a bad token is told so", async () => {
    const stranger = octokitWith("ghp_wrong", sandbox.pathUrl);
    await expect(stranger.rest.users.getAuthenticated()).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining("Bad credentials"),
      response: { data: { message: "Bad credentials", documentation_url: expect.stringMatching(/^https:/) } },
    });
  });

  it("a repository is made, read, changed, renamed and deleted", async () => {
    const made = await octokit.rest.repos.createForAuthenticatedUser({
      name: "hello-world",
      description: "First",
      private: true,
      has_wiki: false,
    });
    expect(made.status).toBe(201);
    expect(made.data).toMatchObject({
      name: "hello-world",
      full_name: `${me}/hello-world`,
      owner: { login: me, type: "User" },
      private: true,
      visibility: "private",
      fork: false,
      has_wiki: false,
      has_issues: true,
      default_branch: "main",
      open_issues_count: 0,
      stargazers_count: 0,
      html_url: `https://github.com/${me}/hello-world`,
      permissions: { admin: true, push: true, pull: true },
      topics: [],
      license: null,
    });
    const place = { owner: me, repo: "hello-world" };
    expect((await octokit.rest.repos.get(place)).data.id).toBe(made.data.id);
    const changed = await octokit.rest.repos.update({ ...place, description: "Second", private: false });
    expect(changed.data).toMatchObject({ description: "Second", private: false, visibility: "public" });
    const renamed = await octokit.rest.repos.update({ ...place, name: "goodbye" });
    expect(renamed.data.full_name).toBe(`${me}/goodbye`);
    await expect(octokit.rest.repos.get(place)).rejects.toMatchObject({ status: 404 });
    expect((await octokit.rest.repos.delete({ owner: me, repo: "goodbye" })).status).toBe(204);
    await expect(octokit.rest.repos.get({ owner: me, repo: "goodbye" })).rejects.toMatchObject({
      status: 404,
      response: { data: { message: "Not Found", documentation_url: expect.any(String), status: "404" } },
    });
  });

  it("a name is taken once, and has to be there", async () => {
    await octokit.rest.repos.createForAuthenticatedUser({ name: "taken" });
    await expect(octokit.rest.repos.createForAuthenticatedUser({ name: "taken" })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining("name already exists on this account"),
      response: { data: { errors: [{ resource: "Repository", code: "custom", field: "name" }] } },
    });
    await expect(
      octokit.request("POST /user/repos", { description: "nameless" } as never),
    ).rejects.toMatchObject({
      status: 422,
      response: {
        data: { message: "Validation Failed", errors: [{ code: "missing_field", field: "name" }] },
      },
    });
  });

  it("an organization has repositories and members of its own", async () => {
    const org = "octo-org";
    expect((await octokit.rest.orgs.get({ org })).data).toMatchObject({ login: org, type: "Organization" });
    const made = await octokit.rest.repos.createInOrg({ org, name: "service" });
    expect(made.data).toMatchObject({
      full_name: "octo-org/service",
      owner: { login: org, type: "Organization" },
    });
    expect((await octokit.rest.repos.get({ owner: org, repo: "service" })).data.id).toBe(made.data.id);
    expect((await octokit.rest.repos.listForOrg({ org })).data.map((one) => one.name)).toEqual(["service"]);
    expect(
      (await octokit.rest.repos.listForUser({ username: me })).data.map((one) => one.name),
    ).not.toContain("service");
    expect((await octokit.rest.orgs.listForAuthenticatedUser()).data.map((one) => one.login)).toEqual([org]);
    const invited = await octokit.rest.orgs.setMembershipForUser({ org, username: "hubot", role: "admin" });
    expect(invited.data).toMatchObject({ state: "pending", role: "admin", user: { login: "hubot" } });
    await octokit.rest.orgs.setMembershipForUser({ org, username: me });
    expect((await octokit.rest.orgs.listMembers({ org })).data.map((one) => one.login)).toEqual([me]);
    expect((await octokit.rest.orgs.checkMembershipForUser({ org, username: me })).status).toBe(204);
    await octokit.rest.orgs.removeMember({ org, username: me });
    await expect(octokit.rest.orgs.checkMembershipForUser({ org, username: me })).rejects.toMatchObject({
      status: 404,
    });
  });

  it("lists come in pages that Link headers lead through", async () => {
    const { octokit: other, me: owner } = await openGithub();
    for (let i = 0; i < 7; i++) await other.rest.repos.createForAuthenticatedUser({ name: `r${i}` });
    const first = await other.rest.repos.listForAuthenticatedUser({ per_page: 3 });
    expect(first.data).toHaveLength(3);
    expect(first.headers.link).toMatch(/[?&]page=2>; rel="next".*[?&]page=3>; rel="last"/);
    const all = await other.paginate(other.rest.repos.listForAuthenticatedUser, { per_page: 3 });
    expect(all.map((one) => one.name).sort()).toEqual(["r0", "r1", "r2", "r3", "r4", "r5", "r6"]);
    const pages: number[] = [];
    for await (const page of other.paginate.iterator(other.rest.repos.listForUser, {
      username: owner,
      per_page: 4,
    }))
      pages.push(page.data.length);
    expect(pages).toEqual([4, 3]);
    expect((await other.rest.repos.listForAuthenticatedUser({ page: 9 })).data).toEqual([]);
  });

  it("what has not changed is not sent again", async () => {
    await octokit.rest.repos.createForAuthenticatedUser({ name: "cached" });
    const place = { owner: me, repo: "cached" };
    const { headers } = await octokit.rest.repos.get(place);
    expect(headers.etag).toMatch(/^(W\/)?"/);
    const again = octokit.rest.repos.get({ ...place, headers: { "if-none-match": headers.etag ?? "" } });
    await expect(again).rejects.toMatchObject({ status: 304 });
    await octokit.rest.issues.create({ ...place, title: "A change" });
    const changed = await octokit.rest.repos.get({
      ...place,
      headers: { "if-none-match": headers.etag ?? "" },
    });
    expect(changed.data.open_issues_count).toBe(1);
  });

  it("topics, forks, collaborators and stars", async () => {
    await octokit.rest.repos.createInOrg({ org: "octo-org", name: "upstream" });
    const place = { owner: "octo-org", repo: "upstream" };
    expect(
      (await octokit.rest.repos.replaceAllTopics({ ...place, names: ["Api", "sdk"] })).data.names,
    ).toEqual(["api", "sdk"]);
    expect((await octokit.rest.repos.getAllTopics(place)).data.names).toEqual(["api", "sdk"]);
    const fork = await octokit.rest.repos.createFork(place);
    expect(fork.data).toMatchObject({
      fork: true,
      full_name: `${me}/upstream`,
      parent: { full_name: "octo-org/upstream" },
    });
    expect((await octokit.rest.repos.listForks(place)).data.map((one) => one.full_name)).toEqual([
      `${me}/upstream`,
    ]);
    expect((await octokit.rest.repos.get(place)).data.forks_count).toBe(1);
    await expect(octokit.rest.repos.checkCollaborator({ ...place, username: "hubot" })).rejects.toMatchObject(
      { status: 404 },
    );
    const added = await octokit.rest.repos.addCollaborator({
      ...place,
      username: "hubot",
      permission: "push",
    });
    expect(added).toMatchObject({ status: 201, data: { permissions: "write", invitee: { login: "hubot" } } });
    expect((await octokit.rest.repos.addCollaborator({ ...place, username: "hubot" })).status).toBe(204);
    expect((await octokit.rest.repos.checkCollaborator({ ...place, username: "hubot" })).status).toBe(204);
    const level = await octokit.rest.repos.getCollaboratorPermissionLevel({ ...place, username: "hubot" });
    expect(level.data.permission).toBe("write");
    await octokit.rest.repos.removeCollaborator({ ...place, username: "hubot" });
    await expect(octokit.rest.activity.checkRepoIsStarredByAuthenticatedUser(place)).rejects.toMatchObject({
      status: 404,
    });
    expect((await octokit.rest.activity.starRepoForAuthenticatedUser(place)).status).toBe(204);
    expect((await octokit.rest.activity.checkRepoIsStarredByAuthenticatedUser(place)).status).toBe(204);
    expect((await octokit.rest.activity.listReposStarredByAuthenticatedUser()).data).toMatchObject([
      { full_name: "octo-org/upstream", stargazers_count: 1 },
    ]);
    await octokit.rest.activity.unstarRepoForAuthenticatedUser(place);
    expect((await octokit.rest.repos.get(place)).data.stargazers_count).toBe(0);
  });

  it("search, rate limit and headers", async () => {
    const found = await octokit.rest.search.repos({ q: `hello user:${me}` });
    expect(found.data).toMatchObject({ total_count: 0, incomplete_results: false, items: [] });
    await octokit.rest.repos.createForAuthenticatedUser({ name: "needle", description: "in a haystack" });
    expect((await octokit.rest.search.repos({ q: "haystack" })).data.items.map((one) => one.name)).toEqual([
      "needle",
    ]);
    expect((await octokit.rest.search.users({ q: "hub" })).data.items.map((one) => one.login)).toEqual([
      "hubot",
    ]);
    await expect(octokit.request("GET /search/repositories", {} as never)).rejects.toMatchObject({
      status: 422,
    });
    const { data, headers } = await octokit.rest.rateLimit.get();
    expect(data.rate).toMatchObject({
      limit: 5000,
      remaining: expect.any(Number),
      reset: expect.any(Number),
    });
    expect(Number(headers["x-ratelimit-reset"])).toBeGreaterThan(1_000_000_000);
    expect(headers["x-github-request-id"]).toBeTruthy();
  });
});
