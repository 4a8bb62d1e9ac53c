// A person's own account: what deleting it would end, and everything that is kept of it.
import { z } from "zod";
import { AuditRow, BillingView, KeyView, SandboxView } from "./account-views.ts";
import { Step, SubmissionView } from "./pipeline.ts";
import { ServiceTokenView } from "./service-tokens.ts";

const Moment = z.iso.datetime();

export const AccountDeletion = z
  .object({
    email: z.string(),
    organisations: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        ends: z.boolean().describe("Nobody else is in it: it ends with the account, and all that it has"),
        sandboxes: z.int(),
        testKeys: z.int().describe("Those that work, and end with it"),
        liveKeys: z.int(),
      }),
    ),
    blockedBy: z.array(z.string()).describe("While there is any, the account is not deleted"),
  })
  .meta({ id: "AccountDeletion" });
export type AccountDeletion = z.infer<typeof AccountDeletion>;

export const AccountExport = z
  .object({
    exportedAt: Moment,
    person: z.object({ id: z.string(), name: z.string(), email: z.string(), createdAt: Moment }),
    organisations: z.array(z.object({ id: z.string(), name: z.string(), role: z.string(), since: Moment })),
    organisation: z.string().nullable().describe("The one that all the following is of"),
    sandboxes: z.array(SandboxView).describe("Their records: GET /api/v1/sandboxes/{sandbox}/{api}/export"),
    keys: z.array(KeyView).describe("Never the keys themselves: they are not kept"),
    serviceTokens: z.array(ServiceTokenView),
    subscriptions: z.array(
      z.object({ api: z.string(), phase: z.string(), plan: z.string().nullable(), createdAt: Moment }),
    ),
    submissions: z.array(SubmissionView.omit({ partner: true }).extend({ api: z.string() })),
    steps: z.array(Step.extend({ api: z.string() })),
    billing: BillingView,
    audit: z.array(AuditRow).describe("The latest thousand; GET /api/v1/audit pages through all"),
  })
  .meta({ id: "AccountExport" });
export type AccountExport = z.infer<typeof AccountExport>;
