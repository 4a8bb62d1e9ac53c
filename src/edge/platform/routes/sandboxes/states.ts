// All records of one tenant at once: snapshots, undo, forks, preview of a reset, import and export.
import { Hono } from "hono";
import { z } from "zod";
import { Forked, WasReset } from "#contract/account-views.ts";
import { ResetRule, ResetSchedule } from "#contract/reset-schedule.ts";
import { Preview, RecordLines, RecordsFile, SnapshotView, TenantStatus } from "#contract/views.ts";
import { fork } from "#control/sandboxes/forks.ts";
import { reset } from "#control/sandboxes/activation.ts";
import { changeRelease } from "#control/sandboxes/sandbox-release.ts";
import { newId } from "#lib/ids.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { asJson, asLines, exportStream } from "./export-stream.ts";
import { LINES, type Platform } from "../../auth.ts";
import { orInactive, orProblem, resolveTenant } from "../../resolve-tenant.ts";

export const stateRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  stateRoutes,
  { base: "/api/v1/sandboxes", tag: "Records and snapshots", access: "manage", changes: "test" },
  resolveTenant,
);

/** What one call to an object can carry. */
const MAX_IMPORT_BYTES = 32 * 1024 * 1024;

export const SeedBody = z.strictObject({
  profile: z.enum(["empty", "small", "rich", "edge"]).optional().describe("How much, and how strange"),
  seed: z.number().int().min(0).max(2_147_483_647).optional().describe("Equal numbers make equal records"),
});
export const ResetBody = SeedBody.extend({
  release: z
    .literal("latest")
    .optional()
    .describe("Go over to the API's latest release; else the sandbox keeps its own"),
  dryRun: z.boolean().optional().describe("Only say what it would leave of each resource"),
});
export const seedOf = ({
  profile,
  seed,
}: z.infer<typeof SeedBody>): { profile?: string; number?: number } => ({
  ...(profile === undefined ? {} : { profile }),
  ...(seed === undefined ? {} : { number: seed }),
});

route(
  "post",
  "/:sandbox/:api/reset/preview",
  {
    id: "previewReset",
    summary: "What a reset would leave of each resource; nothing is changed",
    body: SeedBody,
    answers: { 200: z.object({ resources: Preview }) },
  },
  async ({ context, on, body }) =>
    context.json({ resources: orInactive(await on.tenant.previewReset(seedOf(body))) }),
);

route(
  "post",
  "/:sandbox/:api/reset",
  {
    id: "resetTenant",
    summary: "Fresh seed records, by a session or a key that manages; keys, endpoints, log and evidence stay",
    detail: "Can be undone for 15 minutes.",
    body: ResetBody.omit({ dryRun: true }),
    answers: { 200: WasReset },
  },
  async ({ context, on: { actor, sandbox, api }, body }) =>
    context.json(
      await reset(context.env.control, actor, sandbox, api, seedOf(body), body.release === "latest"),
    ),
);

const Scheduled = z.object({ schedule: ResetSchedule.nullable().describe("Null where there is none") });

route(
  "get",
  "/:sandbox/:api/reset-schedule",
  { id: "readResetSchedule", summary: "When the sandbox resets itself", answers: { 200: Scheduled } },
  async ({ context, on }) => context.json({ schedule: await on.tenant.resetSchedule() }),
);

route(
  "put",
  "/:sandbox/:api/reset-schedule",
  {
    id: "setResetSchedule",
    summary: "Let the sandbox reset itself, by a cron expression or every so often; off unless it is set",
    detail: "On real time. Each reset can be undone for 15 minutes, as any other.",
    body: ResetRule,
    answers: { 200: Scheduled },
  },
  async ({ context, on, body }) =>
    context.json({ schedule: orProblem(await on.tenant.setResetSchedule(body)) }),
);

route(
  "delete",
  "/:sandbox/:api/reset-schedule",
  { id: "endResetSchedule", summary: "The sandbox resets itself no more", answers: { 204: null } },
  async ({ context, on }) => {
    orProblem(await on.tenant.setResetSchedule());
    return context.body(null, 204);
  },
);

route(
  "post",
  "/:sandbox/:api/undo",
  {
    id: "undo",
    summary: "Back to how it was before the last reset or restore",
    detail: "Within 15 minutes; once more undoes the undoing.",
    answers: { 200: TenantStatus },
  },
  async ({ context, on }) => {
    const undone = await changeRelease(context.env.control, on.sandbox, on.api, () => on.tenant.undo());
    return context.json(orProblem(undone));
  },
);

route(
  "post",
  "/:sandbox/:api/snapshots",
  {
    id: "createSnapshot",
    summary: "Keep the records as they are now",
    body: z.strictObject({ name: z.string().max(100).default("") }),
    answers: { 201: SnapshotView },
  },
  async ({ context, on, body }) => context.json(orProblem(await on.tenant.createSnapshot(body.name)), 201),
);

route(
  "get",
  "/:sandbox/:api/snapshots",
  { id: "listSnapshots", summary: "Snapshots, newest first", answers: { 200: listOf(SnapshotView) } },
  async ({ context, on }) => context.json({ data: await on.tenant.snapshots() }),
);

route(
  "post",
  "/:sandbox/:api/snapshots/:snapshot/restore",
  {
    id: "restoreSnapshot",
    summary: "The records as a snapshot has them; the snapshot stays",
    answers: { 200: TenantStatus },
  },
  async ({ context, on, params }) => {
    const snapshot = params.snapshot;
    const restored = await changeRelease(context.env.control, on.sandbox, on.api, () =>
      on.tenant.restore(snapshot),
    );
    return context.json(orProblem(restored));
  },
);

route(
  "delete",
  "/:sandbox/:api/snapshots/:snapshot",
  { id: "deleteSnapshot", summary: "Delete a snapshot", answers: { 204: null } },
  async ({ context, on, params }) => {
    if (!(await on.tenant.deleteSnapshot(params.snapshot)))
      throw new Problem("not_found", "There is no such snapshot here.");
    return context.body(null, 204);
  },
);

route(
  "post",
  "/:sandbox/:api/forks",
  {
    id: "forkSandbox",
    summary: "A new sandbox with these records, that never delivers",
    detail: "As they are, as a snapshot has them, or as they were before a logged request.",
    body: z
      .strictObject({
        name: z.string().trim().min(1).max(100).optional().describe("Of the new sandbox"),
        snapshot: z.string().max(100).optional(),
        before: z.string().max(100).optional().describe("The id of a logged request"),
      })
      .refine(
        ({ snapshot, before }) => snapshot === undefined || before === undefined,
        "Give snapshot or before, not both.",
      ),
    answers: { 201: Forked },
  },
  async ({ context, on, body: { name, snapshot, before } }) =>
    context.json(
      await fork(context.env.control, on.actor, on.sandbox, on.api, {
        name: name ?? newId("fork"),
        ...(snapshot === undefined ? {} : { snapshot }),
        ...(before === undefined ? {} : { before }),
      }),
      201,
    ),
);

route(
  "get",
  "/:sandbox/:api/records",
  {
    id: "exportRecords",
    summary: "All records, by resource",
    detail:
      "One state of the sandbox, streamed, however large it is. With `Accept: application/x-ndjson` a record a line, after a line with the release.",
    answers: { 200: RecordsFile },
  },
  async ({ context, on }) => {
    const begun = orInactive(await on.tenant.beginExport());
    const lines = LINES.test(context.req.header("accept") ?? "");
    const writer = (lines ? asLines : asJson)(begun.release);
    return context.body(exportStream(on.tenant, begun, writer), 200, {
      "content-type": lines ? "application/x-ndjson" : "application/json",
    });
  },
);

route(
  "post",
  "/:sandbox/:api/records",
  {
    id: "importRecords",
    summary: "Put records in, silently: all of them or none",
    detail:
      "What an export gives, as JSON or, as `application/x-ndjson`, a record a line. At most 10,000 records and 24 MB at once: of a larger export send the lines in parts, each of which is put in by itself.",
    body: z.union([RecordsFile, RecordLines]),
    bodyBytes: MAX_IMPORT_BYTES,
    answers: { 201: z.object({ imported: z.int() }) },
  },
  async ({ context, on, body }) => {
    const file = Array.isArray(body) ? byResource(body) : body;
    const imported = await on.tenant.importRecords(file.records);
    if (!imported.ok)
      throw new Problem(imported.failure.code, imported.failure.message, imported.failure.details ?? []);
    return context.json(imported.value, 201);
  },
);

function byResource(lines: RecordLines): RecordsFile {
  const records = new Map<string, RecordsFile["records"][string]>();
  for (const line of lines) {
    if (!("resource" in line)) continue;
    const { resource, ...record } = line;
    const list = records.get(resource) ?? [];
    list.push(record);
    records.set(resource, list);
  }
  return { records: Object.fromEntries(records) };
}
