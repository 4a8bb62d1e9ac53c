// `sandbar requests`: the calls that reached a sandbox, and why each was answered as it was.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { CallDetail, LogRow, Replayed } from "#contract/views.ts";
import {
  API,
  IN_SANDBOX,
  type SandboxFlags,
  numberFlag,
  textFlag,
  withExamples,
  word,
} from "../../shell/flags.ts";
import { pairs, paint, print, table } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";
import { requestLine } from "./request-line.ts";
import { tail } from "./tail.ts";

const ONE = {
  kind: "tuple",
  parameters: [API, word("request", "Its id: answers carry it, and requests list shows it")],
} as const;

type ListFlags = SandboxFlags & {
  limit?: number;
  status?: string;
  method?: string;
  path?: string;
  operation?: string;
  key?: string;
};

const list = buildCommand({
  docs: {
    brief: "List the latest requests",
    fullDescription: withExamples(
      "The latest last, as a log is read.",
      "sandbar requests list your-api --status 4xx --limit 20",
    ),
  },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      limit: numberFlag("n", "How many at most"),
      status: textFlag("status", "Only this status, or a hundred of them: 4xx"),
      method: textFlag("method", "Only this method"),
      path: textFlag("part", "Only paths with this part"),
      operation: textFlag("id", "Only this operation"),
      key: textFlag("id", "Only by this key"),
    },
    positional: { kind: "tuple", parameters: [API] },
  },
  async func(this: Shell, flags: ListFlags, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const { limit = 50, status, method, path, operation, key } = flags;
    const query = new URLSearchParams({ limit: String(limit) });
    for (const [name, value] of Object.entries({ status, method, path, operation, key }))
      if (value !== undefined) query.set(name, value);
    const answer = await client<{ data: LogRow[] }>("GET", `${at}/log?${query.toString()}`);
    print(this, answer, () =>
      answer.data.length === 0
        ? ["No requests."]
        : [...answer.data].sort((a, b) => a.seq - b.seq).map((row) => requestLine(this, row)),
    );
  },
});

type Explained = CallDetail & { help: string | null };

const show = buildCommand({
  docs: { brief: "Show a request and its answer whole" },
  parameters: { flags: IN_SANDBOX, positional: ONE },
  async func(this: Shell, flags: SandboxFlags, api: string, id: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const call = await client<Explained>("GET", `${at}/log/${encodeURIComponent(id)}`);
    const { request, response } = call;
    print(
      this,
      {
        id: call.id,
        at: call.at,
        method: call.method,
        path: call.path,
        status: call.status,
        request,
        response,
      },
      () => [
        paint(this, "bold", `${call.method} ${call.path}`),
        ...messageLines(this, request),
        "",
        paint(this, "bold", String(call.status)),
        ...messageLines(this, response),
      ],
    );
  },
});

const messageLines = (shell: Shell, { headers, body }: CallDetail["request"]): string[] => [
  ...pairs(shell, headers),
  ...(body === null || body === "" ? [] : ["", prettyBody(body)]),
];

function prettyBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

const explain = buildCommand({
  docs: { brief: "Say why a request was answered so, what it changed, and what would be legal now" },
  parameters: { flags: IN_SANDBOX, positional: ONE },
  async func(this: Shell, flags: SandboxFlags, api: string, id: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const call = await client<Explained>("GET", `${at}/log/${encodeURIComponent(id)}`);
    print(this, call, () => [
      ...pairs(this, [
        ["request", `${call.method} ${call.path} → ${call.status}`],
        ["operation", call.operation ?? "none"],
        ["why", call.why],
        ["decided by", call.whose],
        ...(call.help === null ? [] : [["to read", call.help] as const]),
      ]),
      ...section(
        "changed",
        table(
          this,
          ["resource", "id", "how"],
          call.changes.map((one) => [one.resource, one.id, changeOf(one)]),
          "",
        ),
      ),
      ...section(
        "legal now",
        call.legalNow.map(
          (one) =>
            `  ${one.resource} ${one.id} is ${one.state ?? "there"}: ${one.moves.map((move) => `${move.action} → ${move.to}`).join(", ") || "no move"}`,
        ),
      ),
    ]);
  },
});

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 || (lines.length === 1 && lines[0] === "") ? [] : ["", `${title}:`, ...lines];

const changeOf = ({ before, after }: CallDetail["changes"][number]): string =>
  before === null || before === undefined
    ? "made"
    : after === null || after === undefined
      ? "removed"
      : "changed";

const replay = buildCommand({
  docs: { brief: "Send a request once more, as one of its own" },
  parameters: { flags: IN_SANDBOX, positional: ONE },
  async func(this: Shell, flags: SandboxFlags, api: string, id: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const again = await client<Replayed>("POST", `${at}/log/${encodeURIComponent(id)}/replay`);
    print(this, again, () => [
      `${again.status}  ${again.request}`,
      ...(again.body === null ? [] : [prettyBody(again.body)]),
    ]);
  },
});

export const requests = buildRouteMap({
  routes: { list, show, explain, replay, tail },
  docs: { brief: "Calls that reached a sandbox, and why they were answered so" },
});
