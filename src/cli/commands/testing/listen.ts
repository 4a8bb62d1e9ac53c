// `sandbar webhooks listen`: a sandbox's deliveries, sent on to a receiver on this machine.
import { buildCommand } from "@stricli/core";
import { followDeliveries } from "../../listen/follow.ts";
import { openListener } from "../../listen/endpoint.ts";
import { type Forwarded, forward } from "../../listen/forward.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import {
  API,
  IN_SANDBOX,
  type SandboxFlags,
  manyFlag,
  textFlag,
  withExamples,
  word,
} from "../../shell/flags.ts";
import { note, paint, printOne } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";

type Flags = SandboxFlags & { event?: readonly string[]; secret?: string };

export const listen = buildCommand({
  docs: {
    brief: "Forward deliveries to a receiver on this machine, until Ctrl-C",
    fullDescription: withExamples(
      `Each is sent on as it was signed, faults included, and shown with the receiver's answer; what webhooks resend sends again comes too.
The secret is the same each time, on this machine. It reconnects by itself and loses none. An answer that is no 2xx is
shown, and is not tried again. With --json a JSON value a line, of which the first has the secret.`,
      "sandbar webhooks listen your-api http://localhost:3000/webhooks",
      "sandbar webhooks listen your-api 3000/webhooks --event 'order.*'",
    ),
  },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      event: manyFlag("name", "Only these events, or beginnings and *; may be given again"),
      secret: textFlag("secret", "A signing secret of your own"),
    },
    positional: {
      kind: "tuple",
      parameters: [API, word("url", "The receiver: a URL, or a port and a path on this machine")],
    },
  },
  async func(this: Shell, flags: Flags, api: string, receiver: string) {
    const to = receiverOf(receiver);
    const { client, at, server } = await inSandbox(this, flags, api);
    const { event: events = [], secret } = flags;
    const listener = await openListener(this, client, at, { server, to, events, secret });
    const about = { api, sandbox: flags.sandbox, to: to.href, secret: listener.secret };
    printOne(
      this,
      about,
      () =>
        `Deliveries of ${api} in '${flags.sandbox}' go to ${to.href}; Ctrl-C ends.\nSigning secret: ${listener.secret}`,
    );
    const tell = (line: string): void => note(this, line);
    try {
      await followDeliveries({ client, at, signal: this.signal, tell }, listener.id, async (row) => {
        const forwarded = await forward(row, to);
        printOne(this, forwarded, () => lineOf(this, forwarded));
      });
    } finally {
      await listener.remove();
    }
  },
});

/** `3000/hooks` is on this machine. */
function receiverOf(text: string): URL {
  const address = /^\d{1,5}(\/|$)/.test(text) ? `http://localhost:${text}` : text;
  if (/^https?:\/\//.test(address) && URL.canParse(address)) return new URL(address);
  throw new Failure(
    EXIT.usage,
    `'${text}' is no URL.`,
    "Give one such as http://localhost:3000/webhooks, or 3000/webhooks.",
  );
}

function lineOf(
  shell: Shell,
  { type, event, status, error, milliseconds, deliveryFault }: Forwarded,
): string {
  const time = paint(shell, "dim", new Date().toISOString().slice(11, 23));
  const isTaken = status !== null && status >= 200 && status < 300;
  const answer = paint(shell, isTaken ? "green" : "red", status === null ? "---" : String(status));
  const fault = deliveryFault === null ? "" : paint(shell, "yellow", ` ${deliveryFault}`);
  const why = error === null ? "" : `\n    ${error}`;
  return `${time} ${answer} ${type}${fault} ${milliseconds} ms ${paint(shell, "dim", event)}${why}`;
}
