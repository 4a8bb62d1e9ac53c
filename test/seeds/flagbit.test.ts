import { beforeAll, describe, expect, it } from "vitest";
import { type SeedApi, openSeedApi } from "../support/seed-api.ts";

const RULES = [
  { conditions: [{ attribute: "email", operator: "contains", value: "@acme.test" }], value: "staff" },
  {
    conditions: [
      { attribute: "country", operator: "in", value: ["DE", "AT"] },
      { attribute: "plan", operator: "neq", value: "free" },
    ],
    value: "members",
  },
  { conditions: [{ attribute: "beta", operator: "eq", value: true }], value: "beta" },
];

describe("flagbit", () => {
  let api: SeedApi;
  let project = "";
  beforeAll(async () => {
    api = await openSeedApi("flagbit");
    const made = await api.call("POST", "/api/v1/projects", { name: "Shop" });
    expect(made).toMatchObject({ status: 201, body: { name: "Shop", flag_count: 0 } });
    project = made.body.id;
  });
  const flags = () => `/api/v1/projects/${project}/flags`;
  const decide = async (context: object, key = "banner") =>
    (await api.call("POST", "/api/v1/evaluate", { project_id: project, flag_key: key, context })).body;

  it("the first rule of which every condition holds gives the value", async () => {
    const made = await api.call("POST", flags(), { key: "banner", default_value: "none", rules: RULES });
    expect(made).toMatchObject({ status: 201, body: { key: "banner", name: "banner", enabled: true, rules: RULES } });
    expect(await decide({ email: "jo@acme.test", country: "DE" })).toEqual({ key: "banner", value: "staff", reason: "rule_match", matched_rule: 0 });
    expect(await decide({ country: "AT", plan: "gold" })).toMatchObject({ value: "members", matched_rule: 1 });
    expect(await decide({ country: "AT", plan: "free", beta: true })).toMatchObject({ value: "beta", matched_rule: 2 });
    expect(await decide({ country: "FR" })).toEqual({ key: "banner", value: "none", reason: "default", matched_rule: null });
  });

  it("a flag that is off has its default value", async () => {
    expect((await api.call("PATCH", `${flags()}/banner`, { enabled: false })).body).toMatchObject({ enabled: false, rules: RULES });
    expect(await decide({ email: "jo@acme.test" })).toMatchObject({ value: "none", reason: "disabled" });
    await api.call("PATCH", `${flags()}/banner`, { enabled: true });
  });

  it("a share of the users is the same at every call, and grows with its percentage", async () => {
    const percent = (value: number) => [{ conditions: [{ attribute: "user_id", operator: "percent", value }], value: true }];
    await api.call("POST", flags(), { key: "rollout", rules: percent(30) });
    const users = Array.from({ length: 40 }, (_, i) => `user-${i}`);
    const reached = async () => {
      const got = await Promise.all(users.map((user_id) => decide({ user_id }, "rollout")));
      return users.filter((_, i) => got[i].value === true);
    };
    const first = await reached();
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(users.length);
    expect(await reached()).toEqual(first);
    await api.call("PATCH", `${flags()}/rollout`, { rules: percent(70) });
    expect(await reached()).toEqual(expect.arrayContaining(first));
    const bucket = await api.visit("GET", `/api/v1/rollout/bucket?flag_key=rollout&user_id=${first[0]}`);
    expect(bucket.body.bucket).toBeLessThan(30);
  });

  it("all flags of a project are decided at once", async () => {
    const { body } = await api.call("POST", "/api/v1/evaluate", { project_id: project, context: { country: "FR", user_id: "u" } });
    expect(Object.keys(body.flags).toSorted()).toEqual(["banner", "rollout"]);
    expect(body.flags.banner).toMatchObject({ value: "none", reason: "default" });
  });

  it("a key is one flag in one project, and another in another", async () => {
    expect(await api.call("POST", flags(), { key: "banner" })).toMatchObject({ status: 409, body: { error: expect.any(String) } });
    const other = (await api.call("POST", "/api/v1/projects", { name: "Blog" })).body.id;
    expect((await api.call("POST", `/api/v1/projects/${other}/flags`, { key: "banner", default_value: 7 })).status).toBe(201);
    expect((await api.call("GET", `/api/v1/projects/${other}/flags/banner`)).body.default_value).toBe(7);
    expect((await api.call("GET", `${flags()}/banner`)).body.default_value).toBe("none");
    expect((await api.call("GET", flags())).body.flags).toHaveLength(2);
    expect((await api.call("GET", `/api/v1/projects/${project}`)).body.flag_count).toBe(2);
    expect((await api.call("DELETE", `/api/v1/projects/${other}`)).status).toBe(204);
    expect((await api.call("GET", `/api/v1/projects/${other}/flags`)).status).toBe(404);
  });

  it("what is not there and what cannot be is said", async () => {
    expect((await api.call("GET", `${flags()}/nothing`)).status).toBe(404);
    expect(await api.call("POST", "/api/v1/evaluate", { project_id: project, flag_key: "nothing" })).toMatchObject({ status: 404, body: { error: "Flag not found" } });
    expect((await api.call("POST", "/api/v1/evaluate", { project_id: "prj_nothing" })).status).toBe(404);
    expect((await api.call("POST", flags(), { key: "Two Words" })).status).toBe(400);
    const odd = { key: "odd", rules: [{ conditions: [{ attribute: "a", operator: "near", value: 1 }], value: true }] };
    expect((await api.call("POST", flags(), odd)).status).toBe(400);
    const refused = await api.open("GET", `${api.sandbox.pathUrl}/api/v1/projects`);
    expect(refused).toMatchObject({ status: 401, body: { error: "Invalid or missing API key" } });
    const shared = { authorization: `Bearer ${api.sandbox.sharedKey}` };
    expect((await api.call("GET", "/api/v1/projects", undefined, shared)).status).toBe(200);
  });

  describe("for visitors", () => {
    it("a flag of their own is decided, with each step", async () => {
      const flag = { key: "mine", rules: RULES, default_value: "none" };
      const played = await api.visit("POST", "/api/v1/evaluate-playground", { flag, context: { country: "DE", plan: "gold" } });
      expect(played.body).toEqual({
        result: "members",
        matched_rule: 1,
        rule_description: 'country in ["DE","AT"] and plan neq free',
        evaluation_path: ["The flag is on", "Rule 1 does not hold", "Rule 2 holds", "Value of rule 2"],
      });
      const none = await api.visit("POST", "/api/v1/evaluate-playground", { flag, context: {} });
      expect(none.body).toMatchObject({ result: "none", matched_rule: null });
      const off = await api.visit("POST", "/api/v1/evaluate-playground", { flag: { ...flag, enabled: false } });
      expect(off.body).toMatchObject({ result: "none", evaluation_path: ["The flag is off"] });
    });

    it("a rollout is tried out over made-up users", async () => {
      const { body } = await api.visit("GET", "/api/v1/rollout/simulate?flag_key=mine&percent=40&users=200");
      expect(body).toMatchObject({ flag_key: "mine", percent: 40, users: 200 });
      expect(Math.abs(body.actual_percent - 40)).toBeLessThan(15);
      expect(body.sample).toHaveLength(5);
      expect((await api.visit("GET", "/api/v1/rollout/simulate?flag_key=mine&percent=140")).status).toBe(400);
    });
  });
});
