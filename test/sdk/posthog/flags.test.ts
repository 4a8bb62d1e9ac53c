import { createHash } from "node:crypto";
import type { PostHog } from "posthog-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Project, openProject } from "./client.ts";

const EVERYBODY = { groups: [{ properties: [], rollout_percentage: 100 }] };
const person = (key: string, operator: string, value: unknown) => ({
  groups: [{ properties: [{ key, operator, value, type: "person" }], rollout_percentage: 100 }],
});

/** Where the vendor's hash puts a subject of a flag, from 0 to 1. */
const share = (key: string, id: string, salt = ""): number =>
  parseInt(createHash("sha1").update(`${key}.${id}${salt}`).digest("hex").slice(0, 15), 16) /
  Number(0xfffffffffffffffn);

const SUBJECTS = Array.from({ length: 60 }, (_, i) => `subject-${i}`);

describe("feature flags, by PostHog's SDK", () => {
  let project: Project;
  let posthog: PostHog;
  beforeAll(async () => {
    project = await openProject();
    posthog = project.client({ sendFeatureFlagEvent: false });
  });
  afterAll(() => posthog.shutdown());

  it("a flag for everybody is on, one that is off is not answered, an unknown one is undefined", async () => {
    await project.flag("everybody", EVERYBODY);
    await project.flag("switched-off", EVERYBODY, { active: false });
    expect(await posthog.isFeatureEnabled("everybody", "ada")).toBe(true);
    expect(await posthog.getFeatureFlag("switched-off", "ada")).toBeFalsy();
    expect(await posthog.getFeatureFlag("no-such-flag", "ada")).toBeFalsy();
    const all = await posthog.getAllFlags("ada");
    expect(all["everybody"]).toBe(true);
    expect(all).not.toHaveProperty("switched-off");
  });

  it("a rollout reaches exactly those whom the vendor's hash reaches", async () => {
    await project.flag("half", { groups: [{ properties: [], rollout_percentage: 50 }] });
    const got = await Promise.all(SUBJECTS.map((one) => posthog.isFeatureEnabled("half", one)));
    expect(got).toEqual(SUBJECTS.map((one) => share("half", one) <= 0.5));
    expect(new Set(got).size).toBe(2);
  });

  it("variants are drawn by the same hash with its own salt, and carry payloads", async () => {
    const variants = [
      { key: "control", rollout_percentage: 20 },
      { key: "test-a", rollout_percentage: 30 },
      { key: "test-b", rollout_percentage: 50 },
    ];
    await project.flag("variants", {
      ...EVERYBODY,
      multivariate: { variants },
      payloads: { control: '{"color":"grey"}', "test-b": '"blue"' },
    });
    const wanted = (id: string): string => {
      const at = share("variants", id, "variant");
      return at < 0.2 ? "control" : at < 0.5 ? "test-a" : "test-b";
    };
    const got = await Promise.all(SUBJECTS.map((one) => posthog.getFeatureFlag("variants", one)));
    expect(got).toEqual(SUBJECTS.map(wanted));
    expect(new Set(got).size).toBe(3);
    const of = (variant: string): string => SUBJECTS.find((one) => wanted(one) === variant) ?? "";
    expect(await posthog.getFeatureFlagPayload("variants", of("control"))).toEqual({ color: "grey" });
    expect(await posthog.getFeatureFlagPayload("variants", of("test-b"))).toBe("blue");
    expect((await posthog.getFeatureFlagPayload("variants", of("test-a"))) ?? null).toBeNull();
  });

  it("a condition may name the variant that it gives", async () => {
    await project.flag("chosen", {
      groups: [
        {
          properties: [{ key: "email", operator: "icontains", value: "@acme.com", type: "person" }],
          rollout_percentage: 100,
          variant: "second",
        },
        { properties: [], rollout_percentage: 0 },
      ],
      multivariate: {
        variants: [
          { key: "first", rollout_percentage: 100 },
          { key: "second", rollout_percentage: 0 },
        ],
      },
    });
    const asked = (email: string) => posthog.getFeatureFlag("chosen", "ada", { personProperties: { email } });
    expect(await asked("ada@acme.com")).toBe("second");
    expect(await asked("ada@other.com")).toBe(false);
  });

  it.each([
    ["exact", ["gold", "silver"], "GOLD", "bronze"],
    ["is_not", "gold", "bronze", "gold"],
    ["icontains", "ACME", "jo@acme.com", "jo@other.com"],
    ["not_icontains", "acme", "jo@other.com", "jo@acme.com"],
    ["regex", "^v[0-9]+$", "v12", "x12"],
    ["not_regex", "^v[0-9]+$", "x12", "v12"],
    ["gt", 10, "11", "9"],
    ["gte", "10", "10", "9"],
    ["lt", 10, "9", "10"],
    ["lte", 10, "10", "11"],
    ["is_date_before", "2024-01-01", "2023-06-01", "2024-06-01"],
    ["is_date_after", "-7d", new Date().toISOString(), "2020-01-01"],
    ["semver_gte", "1.2.0", "1.10.0", "1.1.9"],
    ["semver_caret", "1.2.0", "1.9.9", "2.0.0"],
    ["semver_tilde", "1.2.0", "1.2.9", "1.3.0"],
  ])("%s looks at a property of the person", async (operator, value, yes, no) => {
    const key = `op-${operator}`;
    expect((await project.flag(key, person("it", operator, value))).status).toBe(201);
    const asked = (it: string) => posthog.isFeatureEnabled(key, "ada", { personProperties: { it } });
    expect([await asked(yes), await asked(no)]).toEqual([true, false]);
  });

  it("is_set and is_not_set look for a property", async () => {
    await project.flag("is-set", person("seen", "is_set", "is_set"));
    await project.flag("is-not-set", person("seen", "is_not_set", "is_not_set"));
    const asked = (personProperties: Record<string, string>) =>
      Promise.all(
        ["is-set", "is-not-set"].map((one) => posthog.isFeatureEnabled(one, "ada", { personProperties })),
      );
    expect(await asked({ seen: "yes" })).toEqual([true, false]);
    expect(await asked({})).toEqual([false, true]);
  });

  it("what was captured of a person counts, and what the call says of it comes first", async () => {
    await project.flag("paying", person("plan", "exact", "gold"));
    posthog.identify({ distinctId: "grace", properties: { plan: "gold" } });
    await posthog.flush();
    expect(await posthog.isFeatureEnabled("paying", "grace")).toBe(true);
    expect(await posthog.isFeatureEnabled("paying", "nobody")).toBe(false);
    const said = { personProperties: { plan: "free" } };
    expect(await posthog.isFeatureEnabled("paying", "grace", said)).toBe(false);
  });

  it("a flag over groups looks at the group, and nobody without one has it", async () => {
    posthog.groupIdentify({ groupType: "company", groupKey: "acme", properties: { size: "large" } });
    await posthog.flush();
    await project.flag("for-companies", {
      aggregation_group_type_index: 0,
      groups: [
        {
          properties: [
            { key: "size", operator: "exact", value: "large", type: "group", group_type_index: 0 },
          ],
          rollout_percentage: 100,
        },
      ],
    });
    expect(await posthog.isFeatureEnabled("for-companies", "ada", { groups: { company: "acme" } })).toBe(
      true,
    );
    expect(await posthog.isFeatureEnabled("for-companies", "ada", { groups: { company: "other" } })).toBe(
      false,
    );
    const said = { groups: { company: "other" }, groupProperties: { company: { size: "large" } } };
    expect(await posthog.isFeatureEnabled("for-companies", "ada", said)).toBe(true);
    expect(await posthog.isFeatureEnabled("for-companies", "ada")).toBe(false);
  });

  it("a flag may depend on a cohort and on another flag", async () => {
    const cohort = await project.api("POST", "/cohorts/", {
      name: "Germans",
      filters: {
        properties: {
          type: "OR",
          values: [
            { type: "AND", values: [{ key: "country", type: "person", value: ["DE"], operator: "exact" }] },
          ],
        },
      },
    });
    expect(cohort.status).toBe(201);
    await project.flag("for-germans", {
      groups: [
        {
          properties: [{ key: "id", type: "cohort", value: cohort.body.id, operator: "in" }],
          rollout_percentage: 100,
        },
      ],
    });
    await project.flag("after-that", {
      groups: [
        {
          properties: [{ key: "for-germans", type: "flag", value: true, operator: "flag_evaluates_to" }],
          rollout_percentage: 100,
        },
      ],
    });
    const asked = (country: string) =>
      posthog.getAllFlags("ada", { personProperties: { country }, flagKeys: ["for-germans", "after-that"] });
    expect(await asked("DE")).toEqual({ "for-germans": true, "after-that": true });
    expect(await asked("FR")).toEqual({ "for-germans": false, "after-that": false });
  });

  it("the client decides as the server does, from the definitions that it polls", async () => {
    const local = project.local();
    expect(await local.waitForLocalEvaluationReady(5000)).toBe(true);
    for (const flag of ["half", "variants", "everybody"])
      for (const one of SUBJECTS.slice(0, 12))
        expect(await local.getFeatureFlag(flag, one, { onlyEvaluateLocally: true })).toEqual(
          await posthog.getFeatureFlag(flag, one),
        );
    const german = { onlyEvaluateLocally: true, personProperties: { country: "DE" } };
    expect(await local.getFeatureFlag("after-that", "ada", german)).toBe(true);
    await local.shutdown();
  });

  it("a remote config is its payload", async () => {
    await project.flag(
      "settings",
      { ...EVERYBODY, payloads: { true: '{"limit":5}' } },
      { is_remote_configuration: true },
    );
    const local = project.local();
    expect(await local.getRemoteConfigPayload("settings")).toEqual({ limit: 5 });
    await local.shutdown();
  });

  it("all values come with all payloads", async () => {
    const { featureFlags, featureFlagPayloads } = await posthog.getAllFlagsAndPayloads("ada");
    expect(featureFlags?.["settings"]).toBe(true);
    expect(featureFlagPayloads?.["settings"]).toEqual({ limit: 5 });
    const chosen = await posthog.getAllFlags("ada", { flagKeys: ["everybody"] });
    expect(chosen).toEqual({ everybody: true });
  });

  it("each answer has the form of its version, with a reason", async () => {
    const ask = (path: string, more = {}) =>
      project.send(path, { api_key: project.sandbox.key, distinct_id: "ada", ...more });
    const second = await ask("/flags?v=2");
    expect(second.body.flags.everybody).toMatchObject({
      key: "everybody",
      enabled: true,
      reason: { code: "condition_match", condition_index: 0, description: "Matched condition set 1" },
      metadata: { version: 1, id: expect.any(Number) },
    });
    expect(second.body).toMatchObject({ errorsWhileComputingFlags: false, requestId: expect.any(String) });
    const first = await ask("/flags/");
    expect(first.body).toMatchObject({
      featureFlags: { everybody: true },
      featureFlagPayloads: { settings: '{"limit":5}' },
    });
    expect((await ask("/decide/?v=3")).body.featureFlags).toMatchObject({
      everybody: true,
      half: share("half", "ada") <= 0.5,
    });
    expect((await ask("/decide/")).body.featureFlags).toContain("everybody");
    expect((await ask("/decide/?v=4")).body.flags.everybody.enabled).toBe(true);
  });

  it("quotas and failures come by a name", async () => {
    const limited = await project.send("/flags/?v=2", {
      token: project.sandbox.key,
      distinct_id: "sandbox_quota_limited",
    });
    expect(limited).toMatchObject({ status: 200, body: { flags: {}, quotaLimited: ["feature_flags"] } });
    expect(await posthog.getAllFlags("sandbox_quota_limited")).toEqual({});
    const failed = await project.send("/flags/?v=2", {
      token: project.sandbox.key,
      distinct_id: "sandbox_flag_errors",
    });
    expect(failed.body.errorsWhileComputingFlags).toBe(true);
  });

  it("a call without a subject, and one without a key that opens, are refused as PostHog refuses", async () => {
    expect(await project.send("/flags/?v=2", { token: project.sandbox.key })).toMatchObject({
      status: 400,
      body: { type: "validation_error", code: "missing_distinct_id", attr: null },
    });
    expect(await project.send("/flags/?v=2", { token: "phc_wrong", distinct_id: "ada" })).toMatchObject({
      status: 401,
      body: { type: "authentication_error", code: "invalid_api_key", attr: null },
    });
    const stranger = project.client();
    const failures: unknown[] = [];
    stranger.on("error", (error: unknown) => failures.push(error));
    await stranger.shutdown();
    expect(failures).toEqual([]);
  });
});
