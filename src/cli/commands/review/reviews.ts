// `sandbar reviews`: the provider's inbox, and its decisions.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Decision, SubmissionView } from "#contract/pipeline.ts";
import { connect } from "../../shell/connection.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import { API, CONNECTION, type ConnectionFlags, textFlag, withExamples, word } from "../../shell/flags.ts";
import { ago, pairs, print, table } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";

type Inbox = { data: SubmissionView[]; counts: Record<string, number> };
const ONE = {
  kind: "tuple",
  parameters: [API, word("submission", "Its id, as reviews list shows it")],
} as const;

const pathOf = (api: string): string => `/api/v1/apis/${encodeURIComponent(api)}/submissions`;

const STATUSES = ["in_review", "approved", "changes_requested", "rejected", "withdrawn"] as const;

const list = buildCommand({
  docs: { brief: "List submissions of your API, latest first" },
  parameters: {
    flags: {
      ...CONNECTION,
      status: { kind: "enum", values: STATUSES, optional: true, brief: "Only those of this status" },
    },
    positional: { kind: "tuple", parameters: [API] },
  },
  async func(this: Shell, flags: ConnectionFlags & { status?: (typeof STATUSES)[number] }, api: string) {
    const { client } = await connect(this, flags);
    const query = flags.status === undefined ? "" : `?status=${flags.status}`;
    const inbox = await client<Inbox>("GET", pathOf(api) + query);
    print(this, inbox, () =>
      table(
        this,
        ["id", "partner", "plan", "status", "proved", "submitted"],
        inbox.data.map((one) => [
          one.id,
          one.partner.name,
          one.plan,
          one.status,
          provedOf(one),
          ago(one.submittedAt),
        ]),
        "No submissions.",
      ),
    );
  },
});

const provedOf = ({ evidence }: SubmissionView): string =>
  `${evidence.required.filter((one) => one.met).length} of ${evidence.required.length}`;

const show = buildCommand({
  docs: { brief: "Show a submission with its form and evidence" },
  parameters: { flags: CONNECTION, positional: ONE },
  async func(this: Shell, flags: ConnectionFlags, api: string, id: string) {
    const { client } = await connect(this, flags);
    const { data } = await client<Inbox>("GET", `${pathOf(api)}?limit=500`);
    const one = data.find((row) => row.id === id);
    if (!one)
      throw new Failure(
        EXIT.notFound,
        `${api} has no submission '${id}'.`,
        `sandbar reviews list ${api} shows them.`,
      );
    print(this, one, () => [
      ...pairs(this, [
        ["partner", one.partner.name],
        ["plan", one.plan],
        ["status", one.status],
        ["submitted", one.submittedAt],
        ...Object.entries(one.form).map(([name, value]) => [name, String(value)] as const),
        ...(one.notes === null ? [] : [["notes", one.notes] as const]),
      ]),
      ...one.evidence.required.map((item) => `${item.met ? "✓" : "✗"} ${item.title}`),
    ]);
  },
});

type Deciding = ConnectionFlags & { notes?: string; credential?: string };

const deciding = (decision: Decision["decision"], brief: string, done: string) =>
  buildCommand({
    docs: {
      brief,
      fullDescription: withExamples(
        `${brief}. A review is decided once.`,
        `sandbar reviews ${decision.replace("_", "-")} your-api sub_1${decision === "approve" ? "" : ` --notes "Handle 429 first."`}`,
      ),
    },
    parameters: {
      flags: {
        ...CONNECTION,
        notes: textFlag(
          "text",
          decision === "approve" ? "What the partner is told" : "Why: the partner reads it",
        ),
        credential: textFlag("secret", "The upstream credential of this partner alone, for an approval"),
      },
      positional: ONE,
    },
    async func(this: Shell, flags: Deciding, api: string, id: string) {
      if (decision !== "approve" && flags.notes === undefined)
        throw new Failure(EXIT.usage, "Say why, with --notes.");
      const { client } = await connect(this, flags);
      const body: Decision = {
        decision,
        ...(flags.notes === undefined ? {} : { notes: flags.notes }),
        ...(flags.credential === undefined ? {} : { credential: flags.credential }),
      };
      const decided = await client<SubmissionView>(
        "POST",
        `${pathOf(api)}/${encodeURIComponent(id)}/decision`,
        body,
      );
      print(this, decided, () => [`✓ ${decided.partner.name} is ${done}`]);
    },
  });

export const reviews = buildRouteMap({
  routes: {
    list,
    show,
    approve: deciding("approve", "Put the partner into production", "in production"),
    reject: deciding("reject", "Reject a submission", "rejected"),
    requestChanges: deciding("request_changes", "Send a submission back with notes", "asked for changes"),
  },
  docs: { brief: "Submissions of partners, for providers" },
});
