import type { PostHog } from "posthog-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Project, openProject } from "./client.ts";

describe("events, persons and groups, by PostHog's SDK", () => {
  let project: Project;
  let posthog: PostHog;
  beforeAll(async () => {
    project = await openProject();
    posthog = project.client();
  });
  afterAll(() => posthog.shutdown());
  const events = async (query: string) => (await project.api("GET", `/events/?${query}`)).body.results;
  const personOf = async (id: string) =>
    (await project.api("GET", `/persons/?distinct_id=${id}`)).body.results[0];

  it("a captured event is found, with its person", async () => {
    posthog.capture({
      distinctId: "ada",
      event: "signed_up",
      properties: { plan: "gold", none: null, tags: ["a", "b"] },
    });
    await posthog.flush();
    const [event] = await events("event=signed_up");
    expect(event).toMatchObject({
      event: "signed_up",
      distinct_id: "ada",
      properties: { plan: "gold", none: null, tags: ["a", "b"], $lib: "posthog-node" },
      person: { distinct_ids: ["ada"] },
      elements: [],
    });
    expect((await project.api("GET", `/events/${event.id}/`)).body.id).toBe(event.id);
  });

  it("a batch is taken as the SDK sends it, gzipped, in its order", async () => {
    for (let i = 0; i < 25; i++) posthog.capture({ distinctId: "batcher", event: `step-${i}` });
    await posthog.flush();
    const names = (await events("distinct_id=batcher&limit=100")).map((one: { event: string }) => one.event);
    expect(names).toEqual(Array.from({ length: 25 }, (_, i) => `step-${24 - i}`));
    const page = await project.api("GET", "/events/?distinct_id=batcher&limit=10");
    expect(page.body.results).toHaveLength(10);
    const next = await fetch(page.body.next, { headers: { authorization: `Bearer ${project.sandbox.key}` } });
    expect(((await next.json()) as { results: { event: string }[] }).results[0]?.event).toBe("step-14");
  });

  it("an event that is sent twice is kept once", async () => {
    const uuid = "0190a000-0000-7000-8000-000000000001";
    for (let i = 0; i < 2; i++) await posthog.captureImmediate({ distinctId: "twice", event: "once", uuid });
    expect(await events("event=once")).toHaveLength(1);
  });

  it("an event keeps its time, and lists are cut by it", async () => {
    posthog.capture({ distinctId: "ada", event: "old", timestamp: new Date("2024-05-01T10:00:00Z") });
    await posthog.flush();
    expect((await events("event=old"))[0].timestamp).toMatch(/^2024-05-01T10:00:00/);
    expect(await events("event=old&after=2024-06-01T00:00:00Z")).toEqual([]);
    expect(await events("event=old&before=2024-06-01T00:00:00Z")).toHaveLength(1);
  });

  it("identify tells of a person: set, set once, unset", async () => {
    posthog.identify({
      distinctId: "grace",
      properties: { $set: { email: "grace@example.com", plan: "free" }, $set_once: { first_seen: "monday" } },
    });
    await posthog.flush();
    posthog.identify({
      distinctId: "grace",
      properties: { $set: { plan: "gold" }, $set_once: { first_seen: "friday" } },
    });
    posthog.capture({
      distinctId: "grace",
      event: "left",
      properties: { $unset: ["email"], $set: { seats: 3 } },
    });
    await posthog.flush();
    const person = await personOf("grace");
    expect(person.properties).toEqual({ plan: "gold", first_seen: "monday", seats: 3 });
    expect(person).toMatchObject({ uuid: expect.any(String), distinct_ids: ["grace"], name: "grace" });
  });

  it("an alias is one more id of the same person", async () => {
    posthog.identify({ distinctId: "linus", properties: { email: "linus@example.com" } });
    posthog.alias({ distinctId: "linus", alias: "torvalds" });
    posthog.capture({ distinctId: "torvalds", event: "aliased" });
    await posthog.flush();
    const person = await personOf("torvalds");
    expect(person.distinct_ids.toSorted()).toEqual(["linus", "torvalds"]);
    expect(person.uuid).toBe((await personOf("linus")).uuid);
    expect((await events(`person_id=${person.uuid}&event=aliased`))[0].person.properties.email).toBe(
      "linus@example.com",
    );
  });

  it("two persons become one when an event says that they are", async () => {
    posthog.capture({
      distinctId: "anon-1",
      event: "visited",
      properties: { $set: { source: "ad", plan: "none" } },
    });
    posthog.capture({ distinctId: "user-1", event: "logged_in", properties: { $set: { plan: "pro" } } });
    await posthog.flush();
    expect((await personOf("anon-1")).uuid).not.toBe((await personOf("user-1")).uuid);
    posthog.capture({
      distinctId: "user-1",
      event: "$identify",
      properties: { $anon_distinct_id: "anon-1" },
    });
    await posthog.flush();
    const merged = await personOf("anon-1");
    expect(merged.distinct_ids.toSorted()).toEqual(["anon-1", "user-1"]);
    expect(merged.properties).toEqual({ source: "ad", plan: "pro" });
    const all = (await project.api("GET", "/persons/?limit=100")).body.results;
    expect(all.filter((one: { distinct_ids: string[] }) => one.distinct_ids.length === 0)).toEqual([]);
    expect((await events("distinct_id=anon-1"))[0].person.uuid).toBe(merged.uuid);
  });

  it("an event without a profile makes no person", async () => {
    posthog.capture({ distinctId: "ghost", event: "passed", properties: { $process_person_profile: false } });
    await posthog.flush();
    expect(await personOf("ghost")).toBeUndefined();
    expect((await events("event=passed"))[0].person).toBeNull();
  });

  it("a group is told of, found and listed", async () => {
    posthog.groupIdentify({ groupType: "company", groupKey: "acme", properties: { size: 20 } });
    posthog.groupIdentify({ groupType: "team", groupKey: "t1" });
    posthog.groupIdentify({ groupType: "company", groupKey: "acme", properties: { city: "Graz" } });
    await posthog.flush();
    const types = (await project.api("GET", "/groups_types/")).body;
    expect(types.map((one: { group_type: string }) => one.group_type)).toEqual(["company", "team"]);
    const found = await project.api("GET", "/groups/find/?group_type_index=0&group_key=acme");
    expect(found.body).toMatchObject({ group_key: "acme", group_properties: { size: 20, city: "Graz" } });
    expect((await project.api("GET", "/groups/?group_type_index=0")).body.results).toHaveLength(1);
    expect((await project.api("GET", "/groups/find/?group_type_index=0&group_key=none")).status).toBe(404);
  });

  it("an exception is an event", async () => {
    await posthog.captureExceptionImmediate(new Error("boom"), "ada", { where: "test" });
    const [event] = await events("event=$exception");
    expect(event.properties.$exception_list[0]).toMatchObject({ type: "Error", value: "boom" });
  });

  it("asking for a flag is told once, with what was answered", async () => {
    await project.flag("asked-for", { groups: [{ properties: [], rollout_percentage: 100 }] });
    await posthog.getFeatureFlag("asked-for", "curious");
    await posthog.getFeatureFlag("asked-for", "curious");
    await posthog.flush();
    const told = await events("event=$feature_flag_called&distinct_id=curious");
    expect(told).toHaveLength(1);
    expect(told[0].properties).toMatchObject({ $feature_flag: "asked-for", $feature_flag_response: true });
  });

  it("an event may carry the flags of its subject", async () => {
    posthog.capture({ distinctId: "curious", event: "bought", sendFeatureFlags: true });
    await posthog.flush();
    expect((await events("event=bought"))[0].properties).toMatchObject({
      "$feature/asked-for": true,
      $active_feature_flags: ["asked-for"],
    });
  });

  it("one event may come alone, to any of the capture paths", async () => {
    for (const path of ["/capture/", "/e/", "/i/v0/e/"]) {
      const sent = {
        api_key: project.sandbox.key,
        event: `via ${path}`,
        properties: { distinct_id: "direct" },
      };
      expect(await project.send(path, sent)).toEqual({ status: 200, body: { status: "Ok" } });
    }
    expect(await events("distinct_id=direct")).toHaveLength(3);
  });

  it("what is no event is refused", async () => {
    const send = (body: object) => project.send("/batch/", { api_key: project.sandbox.key, ...body });
    expect(await send({ batch: [] })).toMatchObject({
      status: 400,
      body: { type: "validation_error", code: "missing_data" },
    });
    expect(await send({ batch: [{ distinct_id: "ada" }] })).toMatchObject({
      status: 400,
      body: { code: "invalid_payload" },
    });
    expect(await send({ batch: [{ event: "x" }] })).toMatchObject({
      status: 400,
      body: { code: "missing_distinct_id" },
    });
  });

  it("a key that opens nothing loses the batch, and says so", async () => {
    const { PostHog: Client } = await import("posthog-node");
    const stranger = new Client("phc_nobody", {
      host: project.sandbox.pathUrl,
      fetchRetryCount: 0,
      flushAt: 100,
      flushInterval: 0,
    });
    stranger.capture({ distinctId: "ada", event: "lost" });
    await expect(stranger.flush()).rejects.toMatchObject({ name: "PostHogFetchHttpError", status: 401 });
    expect(await events("event=lost")).toEqual([]);
  });

  it("persons are found by e-mail, by words and by their properties, changed and removed", async () => {
    posthog.identify({ distinctId: "margaret", properties: { email: "margaret@nasa.test", team: "apollo" } });
    await posthog.flush();
    const list = async (query: string) => (await project.api("GET", `/persons/?${query}`)).body.results;
    const [person] = await list("email=margaret@nasa.test");
    expect(person.name).toBe("margaret@nasa.test");
    expect(await list("search=nasa")).toHaveLength(1);
    const filter = encodeURIComponent(JSON.stringify([{ key: "team", value: "apollo", operator: "exact" }]));
    expect((await list(`properties=${filter}`)).map((one: { id: number }) => one.id)).toEqual([person.id]);
    const path = `/persons/${person.uuid}`;
    await project.api("PATCH", `${path}/`, { properties: { role: "lead" } });
    await project.api("POST", `${path}/update_property/`, { key: "level", value: 3 });
    await project.api("POST", `${path}/delete_property/`, { $unset: "team" });
    expect((await project.api("GET", `${path}/`)).body.properties).toEqual({
      email: "margaret@nasa.test",
      role: "lead",
      level: 3,
    });
    expect((await project.api("DELETE", `${path}/`)).status).toBe(204);
    expect((await project.api("GET", `${path}/`)).status).toBe(404);
  });

  it("queries count and select events", async () => {
    const query = async (asked: object) => project.api("POST", "/query/", { query: asked });
    const selected = await query({
      kind: "EventsQuery",
      select: ["event", "distinct_id", "properties.plan"],
      event: "signed_up",
    });
    expect(selected.body).toMatchObject({
      columns: ["event", "distinct_id", "properties.plan"],
      results: [["signed_up", "ada", "gold"]],
    });
    expect(
      (await query({ kind: "HogQLQuery", query: "SELECT count() FROM events WHERE event = 'signed_up'" }))
        .body.results,
    ).toEqual([[1]]);
    const trends = await query({ kind: "TrendsQuery", series: [{ kind: "EventsNode", event: "signed_up" }] });
    expect(trends.body.results[0]).toMatchObject({ label: "signed_up", count: 1 });
    expect((await query({ kind: "HogQLQuery", query: "SELECT 1" })).status).toBe(400);
  });
});
