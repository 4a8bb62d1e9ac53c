import { beforeAll, describe, expect, it } from "vitest";
import { type Project, openProject } from "./client.ts";

const NOBODY = "999999";

describe("what is managed in a PostHog project", () => {
  let project: Project;
  beforeAll(async () => {
    project = await openProject();
  });

  it("a flag is made, read by id and by key, changed and counted up", async () => {
    const made = await project.flag(
      "beta",
      { groups: [{ properties: [], rollout_percentage: 10 }] },
      { name: "Beta" },
    );
    expect(made).toMatchObject({
      status: 201,
      body: {
        key: "beta",
        name: "Beta",
        active: true,
        deleted: false,
        version: 1,
        is_simple_flag: true,
        rollout_percentage: 10,
        tags: [],
      },
    });
    const path = `/feature_flags/${made.body.id}/`;
    expect((await project.api("GET", path)).body).toEqual(made.body);
    const changed = await project.api("PATCH", path, { active: false });
    expect(changed.body).toMatchObject({ active: false, version: 2, filters: made.body.filters });
    const filters = {
      groups: [
        { properties: [{ key: "a", value: "b", operator: "exact", type: "person" }], rollout_percentage: 30 },
      ],
    };
    expect((await project.api("PATCH", path, { filters })).body).toMatchObject({
      version: 3,
      is_simple_flag: false,
      rollout_percentage: 30,
    });
  });

  it("a flag whose filters are not said is for everybody", async () => {
    const made = await project.api("POST", "/feature_flags/", { key: "plain" });
    expect(made.body.filters.groups).toHaveLength(1);
    const { body } = await project.send("/flags/?v=2", { token: project.sandbox.key, distinct_id: "ada" });
    expect(body.flags.plain.enabled).toBe(true);
  });

  it("flags are listed by what they are", async () => {
    const keys = async (query: string) =>
      (await project.api("GET", `/feature_flags/?${query}`)).body.results.map(
        (one: { key: string }) => one.key,
      );
    await project.flag("many", {
      groups: [{ properties: [], rollout_percentage: 100 }],
      multivariate: { variants: [{ key: "a", rollout_percentage: 100 }] },
    });
    expect(await keys("")).toEqual(["many", "plain", "beta"]);
    expect(await keys("active=false")).toEqual(["beta"]);
    expect(await keys("search=pla")).toEqual(["plain"]);
    expect(await keys("type=multivariant")).toEqual(["many"]);
    const page = await project.api("GET", "/feature_flags/?limit=2");
    expect(page.body).toMatchObject({ count: 3, previous: null, next: expect.stringContaining("offset=2") });
  });

  it("a key is taken once, and again when its flag is gone", async () => {
    const twice = await project.flag("beta", {});
    expect(twice).toMatchObject({
      status: 400,
      body: { type: "validation_error", code: "unique", attr: "key" },
    });
    const [beta] = (await project.api("GET", "/feature_flags/?search=beta")).body.results;
    expect(await project.api("DELETE", `/feature_flags/${beta.id}/`)).toMatchObject({
      status: 405,
      body: { code: "method_not_allowed" },
    });
    await project.api("PATCH", `/feature_flags/${beta.id}/`, { deleted: true });
    expect((await project.api("GET", "/feature_flags/?search=beta")).body.results).toEqual([]);
    expect((await project.flag("beta", {})).status).toBe(201);
  });

  it("flags that cannot be are refused with the member that is wrong", async () => {
    expect(await project.api("POST", "/feature_flags/", { name: "no key" })).toMatchObject({
      status: 400,
      body: { type: "validation_error", code: "required", detail: "This field is required.", attr: "key" },
    });
    expect(await project.flag("two words", {})).toMatchObject({
      status: 400,
      body: { code: "invalid_key", attr: "key" },
    });
    expect((await project.flag("beyond", { groups: [{ rollout_percentage: 120 }] })).status).toBe(400);
    const uneven = {
      multivariate: {
        variants: [
          { key: "a", rollout_percentage: 40 },
          { key: "b", rollout_percentage: 40 },
        ],
      },
    };
    expect(await project.flag("uneven", uneven)).toMatchObject({
      status: 400,
      body: { code: "invalid_input" },
    });
    const unknown = { groups: [{ properties: [{ key: "a", operator: "sounds_like", value: "b" }] }] };
    expect((await project.flag("unknown-operator", unknown)).status).toBe(400);
  });

  it("what is not there, and who may not come in, is said in PostHog's words", async () => {
    expect(await project.api("GET", `/feature_flags/${NOBODY}/`)).toEqual({
      status: 404,
      body: { type: "invalid_request", code: "not_found", detail: "Not found.", attr: null },
    });
    const stranger = await fetch(`${project.sandbox.pathUrl}/api/projects/1/feature_flags/`, {
      headers: { authorization: "Bearer phx_nobody" },
    });
    expect([stranger.status, await stranger.json()]).toMatchObject([401, { type: "authentication_error" }]);
    const shared = await fetch(`${project.sandbox.pathUrl}/api/projects/@current/feature_flags/`, {
      headers: { authorization: `Bearer ${project.sandbox.sharedKey}` },
    });
    expect(shared.status).toBe(200);
  });

  it("limits come on demand", async () => {
    const limited = await project.send(
      "/flags/?v=2",
      { token: project.sandbox.key, distinct_id: "ada" },
      { "x-sandbox-error": "rate_limit" },
    );
    expect(limited).toMatchObject({ status: 429, body: { type: "throttled_error", code: "throttled" } });
    const client = project.client();
    expect(await client.getFeatureFlag("plain", "ada")).toBe(true);
    await client.shutdown();
  });

  it("annotations are made, changed and hidden", async () => {
    const made = await project.api("POST", "/annotations/", {
      content: "Launch",
      date_marker: "2026-01-05T10:00:00Z",
      scope: "project",
    });
    expect(made).toMatchObject({
      status: 201,
      body: { content: "Launch", scope: "project", deleted: false, creation_type: "USR" },
    });
    const path = `/annotations/${made.body.id}/`;
    expect((await project.api("PATCH", path, { content: "Relaunch" })).body.content).toBe("Relaunch");
    expect((await project.api("GET", "/annotations/?search=Relaunch")).body.count).toBe(1);
    await project.api("PATCH", path, { deleted: true });
    expect((await project.api("GET", "/annotations/")).body.results).toEqual([]);
    expect((await project.api("POST", "/annotations/", { content: "x", scope: "nowhere" })).status).toBe(400);
  });

  it("an insight counts what was captured", async () => {
    const batch = [1, 2, 3].map((i) => ({ event: "clicked", distinct_id: `user-${i}`, properties: {} }));
    await project.send("/batch/", { api_key: project.sandbox.key, batch });
    const source = { kind: "TrendsQuery", series: [{ kind: "EventsNode", event: "clicked" }] };
    const made = await project.api("POST", "/insights/", {
      name: "Clicks",
      query: { kind: "InsightVizNode", source },
    });
    expect(made).toMatchObject({
      status: 201,
      body: { name: "Clicks", result: [{ label: "clicked", count: 3 }] },
    });
    const found = await project.api("GET", `/insights/?short_id=${made.body.short_id}`);
    expect(found.body.results.map((one: { id: number }) => one.id)).toEqual([made.body.id]);
    expect(
      (await project.api("PATCH", `/insights/${made.body.id}/`, { favorited: true })).body.favorited,
    ).toBe(true);
  });

  it("a cohort knows how many it has", async () => {
    const batch = ["DE", "DE", "FR"].map((country, i) => ({
      event: "$identify",
      distinct_id: `citizen-${i}`,
      properties: { $set: { country } },
    }));
    await project.send("/batch/", { api_key: project.sandbox.key, batch });
    const filters = {
      properties: {
        type: "OR",
        values: [
          { type: "AND", values: [{ key: "country", type: "person", value: ["DE"], operator: "exact" }] },
        ],
      },
    };
    const made = await project.api("POST", "/cohorts/", { name: "Germans", filters });
    expect(made).toMatchObject({ status: 201, body: { name: "Germans", count: 2, is_static: false } });
    const other = await project.api("PATCH", `/cohorts/${made.body.id}/`, { name: "In Germany" });
    expect(other.body).toMatchObject({ name: "In Germany", filters, count: 2 });
  });

  it("a dashboard has insights, an experiment a flag of its own, and a running survey is shown", async () => {
    const dashboard = await project.api("POST", "/dashboards/", { name: "Growth" });
    const on = `/dashboards/${dashboard.body.id}/`;
    const insight = await project.api("POST", "/insights/", {
      name: "Sales",
      dashboards: [dashboard.body.id],
    });
    expect((await project.api("GET", on)).body).toMatchObject({
      name: "Growth",
      tiles: [{ insight: { id: insight.body.id } }],
    });
    await project.api("PATCH", on, { deleted: true });
    expect((await project.api("GET", on)).status).toBe(404);
    const experiment = await project.api("POST", "/experiments/", {
      name: "Checkout",
      feature_flag_key: "checkout-test",
    });
    expect(experiment.body).toMatchObject({ feature_flag: { key: "checkout-test", active: false } });
    const begun = { start_date: "2026-01-01T00:00:00Z" };
    const running = await project.api("PATCH", `/experiments/${experiment.body.id}/`, begun);
    expect(running.body).toMatchObject({ feature_flag: { active: true } });
    const survey = await project.api("POST", "/surveys/", { name: "NPS", type: "popover", ...begun });
    expect(survey.body).toMatchObject({ name: "NPS", archived: false });
  });

  it("definitions have what a client needs", async () => {
    const { body } = await project.api("GET", "/feature_flags/local_evaluation/");
    expect(body.flags.map((one: { key: string }) => one.key)).toEqual(
      expect.arrayContaining(["plain", "many", "beta"]),
    );
    expect(Object.keys(body.cohorts)).toHaveLength(1);
    const reasons = await project.api("GET", "/feature_flags/evaluation_reasons/?distinct_id=ada");
    expect(reasons.body.plain).toEqual({
      value: true,
      evaluation: { reason: "condition_match", condition_index: 0 },
    });
  });
});
