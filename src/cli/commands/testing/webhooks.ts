// `sandbar webhooks`: endpoints, what was delivered to them, and events on demand.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { z } from "zod";
import type {
  DeliveryRow,
  EndpointTest,
  EndpointView,
  EndpointWithSecret,
  Triggered,
} from "#contract/views.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import {
  API,
  IN_SANDBOX,
  type SandboxFlags,
  manyFlag,
  numberFlag,
  textFlag,
  withExamples,
  word,
} from "../../shell/flags.ts";
import { ago, note, print, table } from "../../shell/output.ts";
import { inSandbox } from "../../shell/sandbox.ts";
import type { Shell } from "../../shell/shell.ts";
import { listen } from "./listen.ts";

const ONE_API = { kind: "tuple", parameters: [API] } as const;
const ENDPOINT = {
  kind: "tuple",
  parameters: [API, word("endpoint", "Its id, as webhooks endpoints shows it")],
} as const;

const endpoints = buildCommand({
  docs: { brief: "List webhook endpoints" },
  parameters: { flags: IN_SANDBOX, positional: ONE_API },
  async func(this: Shell, flags: SandboxFlags, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const answer = await client<{ data: EndpointView[] }>("GET", `${at}/endpoints`);
    print(this, answer, () =>
      table(
        this,
        ["id", "url", "events", "state"],
        answer.data.map((one) => [
          one.id,
          one.url,
          one.events.join(" ") || "all",
          one.disabled ?? (one.active ? "active" : "paused"),
        ]),
        `No endpoints. sandbar webhooks add ${api} <url> makes one.`,
      ),
    );
  },
});

const add = buildCommand({
  docs: { brief: "Add a webhook endpoint; its signing secret is shown once" },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      event: manyFlag("name", "Only these events, or beginnings and *; may be given again"),
      secret: textFlag("secret", "A signing secret of your own"),
    },
    positional: { kind: "tuple", parameters: [API, word("url", "Where deliveries go")] },
  },
  async func(
    this: Shell,
    flags: SandboxFlags & { event?: readonly string[]; secret?: string },
    api: string,
    url: string,
  ) {
    const { client, at } = await inSandbox(this, flags, api);
    const made = await client<z.infer<typeof EndpointWithSecret> & { notice?: string }>(
      "POST",
      `${at}/endpoints`,
      {
        url,
        events: flags.event ?? [],
        ...(flags.secret === undefined ? {} : { secret: flags.secret }),
      },
    );
    print(this, made, () => [`✓ ${made.id}`, `  secret ${made.secret}`]);
    if (made.notice !== undefined) note(this, made.notice);
  },
});

const remove = buildCommand({
  docs: { brief: "Remove a webhook endpoint" },
  parameters: { flags: IN_SANDBOX, positional: ENDPOINT },
  async func(this: Shell, flags: SandboxFlags, api: string, id: string) {
    const { client, at } = await inSandbox(this, flags, api);
    await client("DELETE", `${at}/endpoints/${encodeURIComponent(id)}`);
    print(this, { id, removed: true }, () => [`✓ Removed ${id}`]);
  },
});

const deliveries = buildCommand({
  docs: { brief: "List deliveries with how each went, the latest last" },
  parameters: { flags: { ...IN_SANDBOX, limit: numberFlag("n", "How many at most") }, positional: ONE_API },
  async func(this: Shell, flags: SandboxFlags & { limit?: number }, api: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const answer = await client<{ data: DeliveryRow[] }>(
      "GET",
      `${at}/deliveries?limit=${flags.limit ?? 50}`,
    );
    print(this, answer, () =>
      table(
        this,
        ["id", "event", "endpoint", "state", "answers", "when"],
        answer.data
          .toReversed()
          .map((one) => [
            String(one.id),
            one.type,
            one.endpoint,
            one.state,
            one.attempts.map(({ status, error }) => String(status ?? error)).join(" "),
            ago(one.created),
          ]),
        "Nothing was delivered.",
      ),
    );
  },
});

const trigger = buildCommand({
  docs: {
    brief: "Make an event happen, by the change that brings it about",
    fullDescription: withExamples(
      "On the newest record that can, or on --record; a record is made where the event tells of a new one.",
      "sandbar webhooks trigger your-api order.created",
      `sandbar webhooks trigger your-api order.updated --record ord_1 --data '{"note":"Gift"}'`,
    ),
  },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      record: textFlag("id", "The record it happens to"),
      data: textFlag("json", "Members for the body of the change"),
    },
    positional: { kind: "tuple", parameters: [API, word("event", "Its name")] },
  },
  async func(
    this: Shell,
    flags: SandboxFlags & { record?: string; data?: string },
    api: string,
    event: string,
  ) {
    const data = flags.data === undefined ? {} : { data: parse(flags.data) };
    const { client, at } = await inSandbox(this, flags, api);
    const done = await client<Triggered>("POST", `${at}/trigger`, {
      event,
      ...(flags.record === undefined ? {} : { record: flags.record }),
      ...data,
    });
    print(this, done, () => [
      `✓ ${done.by} on ${done.resource} ${done.record}`,
      ...done.events.map((one) => `  ${one}`),
    ]);
  },
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(EXIT.usage, "--data is not JSON.");
  }
}

const resend = buildCommand({
  docs: { brief: "Send a delivery's event to its endpoint once more" },
  parameters: {
    flags: IN_SANDBOX,
    positional: {
      kind: "tuple",
      parameters: [API, word("delivery", "Its number, as webhooks deliveries shows it")],
    },
  },
  async func(this: Shell, flags: SandboxFlags, api: string, delivery: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const sent = await client<{ delivery: number }>(
      "POST",
      `${at}/deliveries/${encodeURIComponent(delivery)}/resend`,
      {},
    );
    print(this, sent, () => [`✓ On its way as delivery ${sent.delivery}`]);
  },
});

const test = buildCommand({
  docs: {
    brief: "Check what an endpoint takes that it should not: bad, old, changed and repeated deliveries",
    fullDescription:
      "Sends one valid, one badly signed, one stale, one mutated and one duplicate delivery. Exits with 1 if the endpoint takes what it should refuse.",
  },
  parameters: { flags: IN_SANDBOX, positional: ENDPOINT },
  async func(this: Shell, flags: SandboxFlags, api: string, id: string) {
    const { client, at } = await inSandbox(this, flags, api);
    const report = await client<EndpointTest>("POST", `${at}/endpoints/${encodeURIComponent(id)}/test`, {});
    print(this, report, () =>
      report.results.flatMap((one) => [
        `${one.right === null ? "…" : one.right ? "✓" : "✗"} ${one.kind}: ${one.status ?? one.error ?? "no answer yet"}`,
        ...(one.right === false && one.advice !== null ? [`    ${one.advice}`] : []),
      ]),
    );
    if (!report.passed)
      return new Failure(
        EXIT.failed,
        report.done ? "The endpoint did not pass." : "Not all deliveries were answered in time.",
      );
  },
});

export const webhooks = buildRouteMap({
  routes: { endpoints, add, remove, listen, deliveries, trigger, resend, test },
  docs: { brief: "Webhook endpoints, deliveries and events" },
});
