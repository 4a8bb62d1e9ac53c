// Requests for production and their decisions. One decision wins: every step is a conditional update.
import { and, count, desc, eq, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { type Decision, type Notice, type PlanView, SubmissionView } from "#contract/pipeline.ts";
import type { PlatformEvent } from "#contract/webhooks.ts";
import { isoMillis } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { Problem } from "#lib/problem.ts";
import { readColumn } from "#lib/json-column.ts";
import type { Actor, Control } from "../context.ts";
import { sendNow, toldRows } from "../webhooks/announce.ts";
import { sealedCredential } from "./live.ts";
import { planOf } from "./plans.ts";
import { decidersAmong } from "./production.ts";
import { readinessOf } from "./readiness.ts";
import { type apis, organization, submissions, subscriptions } from "../schema.ts";
import { whereSubscription, recordStep, openSubscription, submitBlocker } from "./subscriptions.ts";

type Api = typeof apis.$inferSelect;
type Row = typeof submissions.$inferSelect;

export async function submit(
  control: Control,
  actor: Actor,
  partner: string,
  api: Api,
  form: Record<string, unknown>,
): Promise<string> {
  const row = await openSubscription(control, partner, api);
  const plan = await planOf(control, partner, api.id);
  const whyNot = await submitBlocker(control, api, row, plan);
  if (whyNot !== null) throw new Problem("conflict", whyNot);
  requireForm(plan, form);
  const evidence = await readinessOf(control, partner, api.id, plan);
  const id = newId("sub");
  const one = {
    id,
    partner,
    api: api.id,
    plan: plan.slug,
    status: "in_review" as const,
    form: JSON.stringify(form),
    evidence: JSON.stringify(evidence),
    submittedBy: actor.user,
    submittedAt: control.now,
  };
  // Of two at once the index lets one in; the other conflicts, and its batch changes nothing.
  const [inserted, , told] = await control.db.batch([
    control.db.insert(submissions).values(one).onConflictDoNothing().returning({ id: submissions.id }),
    control.db
      .update(subscriptions)
      .set({ phase: "in_review", notice: null, updatedAt: control.now })
      .where(and(whereSubscription(partner, api), isOf(id, "in_review"))),
    toldOf(control, "submission.submitted", { api, partner, submission: id, plan: plan.slug }, "in_review"),
  ]);
  if (inserted.length === 0) throw new Problem("conflict", "It has been submitted and is being reviewed.");
  await recordStep(control, actor, { partner, api, action: "submitted", phase: "in_review", submission: id });
  await sendNow(control, told);
  return id;
}

/** Whether a submission has come to a status: what follows from it is written only then. */
const isOf = (id: string, status: Row["status"]) =>
  sql`EXISTS (SELECT 1 FROM ${submissions} WHERE ${submissions.id} = ${id} AND ${submissions.status} = ${status})`;

/** The answers against every step of the plan's form; what is wrong is named with its step. */
function requireForm(plan: PlanView, form: Record<string, unknown>): void {
  const wrong = plan.form.flatMap(({ title, schema }) => {
    const read = z.fromJSONSchema(schema).safeParse(form);
    return read.success
      ? []
      : read.error.issues.map((issue) => ({
          field: issue.path.join("."),
          step: title,
          message: issue.message,
        }));
  });
  if (wrong.length > 0)
    throw new Problem(
      "invalid_request",
      `The form is not complete: ${wrong.map((one) => `${one.field || one.step}: ${one.message}`).join("; ")}`,
      wrong,
    );
}

const NOTICES: Record<Decision["decision"], { kind: Notice["kind"]; title: string }> = {
  approve: { kind: "approved", title: "Approved" },
  reject: { kind: "rejected", title: "Submission Rejected" },
  request_changes: { kind: "changes_requested", title: "Changes Requested" },
};

/** Approves, rejects or asks for changes. Of two decisions at once one wins and the other is told so. */
export async function decide(
  control: Control,
  actor: Actor,
  api: Api,
  id: string,
  { decision, notes, credential }: Decision,
): Promise<SubmissionView> {
  const [known] = await control.db
    .select()
    .from(submissions)
    .where(and(eq(submissions.id, id), eq(submissions.api, api.id)))
    .limit(1);
  if (!known) throw new Problem("not_found", "There is no such submission.");
  const { approvers } = await planOf(control, known.partner, api.id);
  if (approvers.length > 0 && actor.partner !== null && !approvers.includes(actor.user))
    throw new Problem(
      "forbidden",
      (await decidersAmong(control, api.owner ?? "", approvers)).length > 0
        ? "This plan names who decides, and it is not you."
        : "This plan names who decides, and none of them is a reviewer or owner any more. An owner can save the plan with other approvers.",
    );
  // What could refuse an approval is asked before anything is written.
  const sealed = decision === "approve" ? await sealedCredential(control, api, credential) : undefined;
  const { kind, title } = NOTICES[decision];
  const phase = decision === "approve" ? ("production" as const) : ("sandbox" as const);
  const about = { api, partner: known.partner, submission: id, plan: known.plan, notes: notes ?? null };
  const [told, [decided]] = await control.db.batch([
    // Before the decision: of two at once the one that finds it undecided is told.
    toldOf(control, `submission.${kind}`, about, "in_review"),
    control.db
      .update(submissions)
      .set({ status: kind, decidedBy: actor.user, decidedAt: control.now, notes: notes ?? null })
      .where(and(eq(submissions.id, id), eq(submissions.status, "in_review")))
      .returning(),
    control.db
      .update(subscriptions)
      .set({
        phase,
        updatedAt: control.now,
        notice: JSON.stringify({ kind, title, notes: notes ?? null } satisfies Notice),
        ...(sealed === undefined ? {} : { credential: sealed }),
      })
      .where(
        and(whereSubscription(known.partner, api), eq(subscriptions.phase, "in_review"), isOf(id, kind)),
      ),
  ]);
  if (!decided) throw new Problem("conflict", "This submission has been decided already.");
  await recordStep(control, actor, {
    partner: known.partner,
    api,
    action: kind,
    phase,
    notes,
    submission: id,
  });
  await sendNow(control, told);
  return viewOf(decided, await nameOf(control, decided.partner));
}

/** The partner takes a submission back before it is decided. */
export async function withdraw(control: Control, actor: Actor, partner: string, api: Api): Promise<void> {
  const [open] = await control.db
    .select({ id: submissions.id })
    .from(submissions)
    .where(
      and(eq(submissions.partner, partner), eq(submissions.api, api.id), eq(submissions.status, "in_review")),
    )
    .limit(1);
  if (!open) throw nothingOpen();
  const [told, gone] = await control.db.batch([
    toldOf(control, "submission.withdrawn", { api, partner, submission: open.id }, "in_review"),
    control.db
      .update(submissions)
      .set({ status: "withdrawn", decidedAt: control.now, decidedBy: actor.user })
      .where(and(eq(submissions.id, open.id), eq(submissions.status, "in_review")))
      .returning({ id: submissions.id }),
    control.db
      .update(subscriptions)
      .set({ phase: "sandbox", updatedAt: control.now })
      .where(
        and(
          whereSubscription(partner, api),
          eq(subscriptions.phase, "in_review"),
          isOf(open.id, "withdrawn"),
        ),
      ),
  ]);
  // It was decided in between.
  if (gone.length === 0) throw nothingOpen();
  await recordStep(control, actor, {
    partner,
    api,
    action: "withdrawn",
    phase: "sandbox",
    submission: open.id,
  });
  await sendNow(control, told);
}

const nothingOpen = (): Problem => new Problem("conflict", "Nothing is being reviewed.");

/** To the tools of both sides, where the submission is in this status when the batch comes to it. */
const toldOf = (
  control: Control,
  event: PlatformEvent,
  { api, partner, ...said }: { api: Api; partner: string; submission: string; [said: string]: unknown },
  status: Row["status"],
) =>
  toldRows(
    control,
    [api.owner, partner],
    event,
    { api: api.slug, partner, ...said },
    isOf(said.submission, status),
  );

export type SubmissionFilter = {
  status?: Row["status"] | undefined;
  limit: number;
  before?: number | undefined;
};

/** The inbox of an API: latest first, with counts by status. */
export async function inbox(
  control: Control,
  api: Api,
  { status, limit, before }: SubmissionFilter,
): Promise<{ data: SubmissionView[]; counts: Record<string, number> }> {
  const [rows, counted] = await Promise.all([
    control.db
      .select({ row: submissions, name: organization.name })
      .from(submissions)
      .innerJoin(organization, eq(organization.id, submissions.partner))
      .where(
        and(
          eq(submissions.api, api.id),
          status === undefined ? undefined : eq(submissions.status, status),
          before === undefined ? undefined : lt(submissions.submittedAt, before),
        ),
      )
      .orderBy(desc(submissions.submittedAt))
      .limit(limit),
    control.db
      .select({ status: submissions.status, n: count() })
      .from(submissions)
      .where(eq(submissions.api, api.id))
      .groupBy(submissions.status),
  ]);
  return {
    data: rows.map(({ row, name }) => viewOf(row, name)),
    counts: Object.fromEntries(counted.map((one) => [one.status, one.n])),
  };
}

/** The partner's own submissions to an API, latest first. */
export async function submissionsOf(
  control: Control,
  partner: string,
  api: Api,
  limit: number,
): Promise<SubmissionView[]> {
  const rows = await control.db
    .select()
    .from(submissions)
    .where(and(eq(submissions.partner, partner), eq(submissions.api, api.id)))
    .orderBy(desc(submissions.submittedAt))
    .limit(limit);
  const name = await nameOf(control, partner);
  return rows.map((row) => viewOf(row, name));
}

async function nameOf(control: Control, partner: string): Promise<string> {
  const [row] = await control.db
    .select({ name: organization.name })
    .from(organization)
    .where(eq(organization.id, partner))
    .limit(1);
  return row?.name ?? partner;
}

/** A submission of the partner of this name. */
export const viewOf = (row: Row, name: string): SubmissionView => ({
  id: row.id,
  partner: { id: row.partner, name },
  plan: row.plan,
  status: row.status,
  form: readColumn(SubmissionView.shape.form, row.form),
  evidence: readColumn(z.custom<SubmissionView["evidence"]>(), row.evidence),
  submittedBy: row.submittedBy,
  submittedAt: isoMillis(row.submittedAt),
  decidedBy: row.decidedBy,
  decidedAt: row.decidedAt === null ? null : isoMillis(row.decidedAt),
  notes: row.notes,
});
