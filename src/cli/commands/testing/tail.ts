// `sandbar requests tail`: requests as they come.
import { buildCommand } from "@stricli/core";
import type { LogRow } from "#contract/views.ts";
import { API, IN_SANDBOX, type SandboxFlags, numberFlag, withExamples } from "../../shell/flags.ts";
import { followLog } from "../../shell/follow-log.ts";
import { note, printOne } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";
import { requestLine } from "./request-line.ts";

const PAGE = 200;

export const tail = buildCommand({
  docs: {
    brief: "Show requests as they come, until Ctrl-C",
    fullDescription: withExamples(
      "Reconnects by itself and misses none: it reads on from the last one it has shown. With --json a JSON value a line.",
      "sandbar requests tail your-api",
      "sandbar requests tail your-api --last 10 --json",
    ),
  },
  parameters: {
    flags: { ...IN_SANDBOX, last: numberFlag("n", "Begin with so many of the past") },
    positional: { kind: "tuple", parameters: [API] },
  },
  async func(this: Shell, flags: SandboxFlags & { last?: number }, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const read = (query: string): Promise<LogRow[]> =>
      client<{ data: LogRow[] }>("GET", `${at}/log?${query}`).then(({ data }) => data);
    const past = (await read(`limit=${Math.max(1, flags.last ?? 1)}`)).sort((a, b) => a.seq - b.seq);
    let known = past.at(-1)?.seq ?? 0;
    if (flags.last) for (const row of past) printOne(this, row, () => requestLine(this, row));
    note(this, `Following ${api} in '${flags.sandbox}'; Ctrl-C ends.`);
    await followLog({ client, at, signal: this.signal, tell: (line) => note(this, line) }, async () => {
      for (let rows = await read(`after=${known}&limit=${PAGE}`); rows.length > 0;) {
        for (const row of rows) printOne(this, row, () => requestLine(this, row));
        known = rows.at(-1)?.seq ?? known;
        rows = rows.length < PAGE ? [] : await read(`after=${known}&limit=${PAGE}`);
      }
    });
  },
});
