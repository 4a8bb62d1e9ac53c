import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type SeedApi, openSeedApi } from "../support/seed-api.ts";

const MONITORS = "/api/v1/monitors";

describe("cronping", () => {
  let api: SeedApi;
  const alerts: { type: string; data: { name: string } }[] = [];
  const hook = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      alerts.push(JSON.parse(body) as (typeof alerts)[number]);
      response.end("ok");
    });
  });
  beforeAll(async () => {
    api = await openSeedApi("cronping");
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => hook.close());
  const make = (name: string, schedule = "*/5 * * * *", more = {}) =>
    api.call("POST", MONITORS, { name, schedule, ...more });
  const read = async (id: string) => (await api.call("GET", `${MONITORS}/${id}`)).body;

  it("a monitor is new until its job calls, and then up until the next call is overdue", async () => {
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/alerts`;
    expect((await api.call("POST", "/api/v1/webhooks", { url })).status).toBe(201);
    // A minute past the hour: the run after this one is at :05, and late at :07.
    const hour = 3_600_000;
    const to = new Date((Math.floor(Date.now() / hour) + 1) * hour + 60_000).toISOString();
    await api.sandbox.platform("POST", "./clock", { to });
    const made = await make("Backup", "*/5 * * * *", { grace_seconds: 120 });
    expect(made).toMatchObject({
      status: 201,
      body: { name: "Backup", status: "new", timezone: "UTC", schedule_text: "Every 5 minutes", last_ping_at: null, ping_count: 0 },
    });
    const { id, ping_url } = made.body;
    expect(await api.open("GET", ping_url)).toMatchObject({ status: 200, body: { ok: true, monitor: "Backup", status: "up" } });
    expect(await read(id)).toMatchObject({ status: "up", ping_count: 1, last_ping_at: expect.any(String) });
    await api.later("PT2M");
    await api.open("POST", ping_url, "12 rows copied");
    await api.later("PT3M");
    expect((await read(id)).status).toBe("up");
    await api.later("PT10M");
    expect((await read(id)).status).toBe("down");
    await vi.waitFor(() => expect(alerts.map((one) => one.type)).toEqual(["monitor.down"]), 10_000);
    await api.open("POST", ping_url, "recovered");
    expect((await read(id)).status).toBe("up");
    await vi.waitFor(() => expect(alerts.map((one) => one.type)).toEqual(["monitor.down", "monitor.up"]), 10_000);
    const { pings } = (await api.call("GET", `${MONITORS}/${id}/pings`)).body;
    expect(pings.map((one: { output: string | null }) => one.output)).toEqual(["recovered", "12 rows copied", null]);
  });

  it("a paused monitor goes down by nothing, until it is resumed", async () => {
    const { id, ping_url } = (await make("Report", "0 * * * *")).body;
    await api.open("GET", ping_url);
    expect((await api.call("POST", `${MONITORS}/${id}/pause`)).body).toMatchObject({ status: "paused", next_due_at: null });
    expect(await api.call("POST", `${MONITORS}/${id}/pause`)).toMatchObject({ status: 409, body: { error: "The monitor is paused already" } });
    await api.later("PT5H");
    expect((await api.open("GET", ping_url)).body.status).toBe("paused");
    expect((await read(id)).status).toBe("paused");
    expect((await api.call("POST", `${MONITORS}/${id}/resume`)).body.status).toBe("new");
    expect((await api.call("POST", `${MONITORS}/${id}/resume`)).status).toBe(409);
    await api.call("DELETE", `${MONITORS}/${id}`);
    expect((await api.open("GET", ping_url)).status).toBe(404);
  });

  it("the free plan ends at three monitors", async () => {
    const before = (await api.call("GET", MONITORS)).body.total;
    for (let i = before; i < 3; i++) expect((await make(`Job ${i}`)).status).toBe(201);
    expect(await make("One more")).toEqual({
      status: 403,
      headers: expect.anything(),
      body: { error: "The free plan has 3 monitors. Delete one or upgrade." },
    });
    const [newest] = (await api.call("GET", MONITORS)).body.monitors;
    expect((await api.call("DELETE", `${MONITORS}/${newest.id}`)).status).toBe(204);
    expect((await make("In its place")).status).toBe(201);
  });

  it("schedules and time zones are checked", async () => {
    expect(await make("Bad", "61 * * * *")).toMatchObject({ status: 400, body: { error: /Invalid cron expression/ } });
    expect(await make("Bad", "* * * * * *")).toMatchObject({ status: 400 });
    expect(await make("Bad", "* * * * *", { timezone: "Mars/Olympus" })).toMatchObject({ status: 400, body: { error: "Unknown time zone" } });
    expect(await api.call("POST", MONITORS, { name: "No schedule" })).toMatchObject({ status: 400 });
  });

  it("a badge shows the state", async () => {
    const { monitors } = (await api.call("GET", MONITORS)).body;
    const badge = await api.open("GET", monitors[0].badge_url);
    expect(badge.headers.get("content-type")).toContain("image/svg+xml");
    expect(badge.body).toContain(`>${monitors[0].status}</text>`);
    expect((await api.open("GET", monitors[0].badge_url.replace(/\w+$/, "nobody"))).status).toBe(404);
  });

  it("who has no key is told so, and both kinds of key open", async () => {
    const refused = await api.open("GET", `${api.sandbox.pathUrl}${MONITORS}`);
    expect(refused).toMatchObject({ status: 401, body: { error: "Invalid or missing API key" } });
    expect(api.sandbox.key).toMatch(/^ch_test_/);
    const shared = { authorization: `Bearer ${api.sandbox.sharedKey}` };
    expect((await api.call("GET", MONITORS, undefined, shared)).status).toBe(200);
  });

  describe("for visitors", () => {
    const cron = (path: string, query: Record<string, string>) =>
      api.visit("GET", `/api/v1/cron/${path}?${new URLSearchParams(query).toString()}`);

    it("describes a schedule", async () => {
      expect((await cron("describe", { expr: "30 4 * * 1-5" })).body).toEqual({
        expression: "30 4 * * 1-5",
        description: "At 04:30, Monday through Friday",
        fields: { minute: "30", hour: "4", day_of_month: "*", month: "*", day_of_week: "1-5" },
        is_valid: true,
      });
      expect((await cron("describe", { expr: "never" })).body).toEqual({
        expression: "never",
        description: null,
        fields: {},
        is_valid: false,
      });
    });

    it("tells the next runs, in a time zone", async () => {
      const { body } = await cron("next", { expr: "0 9 * * *", count: "3", timezone: "Asia/Tokyo" });
      expect(body).toMatchObject({ count: 3, timezone: "Asia/Tokyo" });
      for (const run of body.next_runs) expect(run).toMatch(/T00:00:00/);
      expect((await cron("next", { expr: "0 9 * * *" })).body.next_runs).toHaveLength(5);
      expect((await cron("next", { expr: "0 9 * * *", count: "11" })).status).toBe(400);
      expect((await cron("next", { expr: "61 * * * *" })).status).toBe(400);
    });

    it("says whether a text is a schedule", async () => {
      expect((await cron("validate", { expr: "*/10 8-18 * * *" })).body).toEqual({ expression: "*/10 8-18 * * *", is_valid: true });
      expect((await cron("validate", { expr: "99 * * * *" })).body).toMatchObject({ is_valid: false, error: expect.any(String) });
    });
  });
});
