// R48 to R55: events, seeds, what is said of inferences, and who calls.
import type { Rule } from "./rule.ts";

export const EVENTS_AND_TRUST = [
  {
    id: "R48",
    title:
      "Events are found in webhooks, callbacks, subscriptions and schemas called so, and each speaks of a resource and of what happened to it.",
    status: "implemented",
    files: ["blueprint/infer/events.ts", "engine/records/new-record.ts"],
    tests: ["blueprint/rules/r48-r50-events.test.ts", "tenant/events-are-told-in-the-apis-own-form.test.ts"],
  },
  {
    id: "R49",
    title:
      "The payload of an event is its schema, with the record, what it was before, and the action in their places.",
    status: "partial",
    note: "`sender` is not filled with the caller.",
    files: ["blueprint/infer/events.ts", "engine/records/event-payload.ts"],
    tests: ["blueprint/rules/r48-r50-events.test.ts", "tenant/events-are-told-in-the-apis-own-form.test.ts"],
  },
  {
    id: "R50",
    title: "A resource that is the API's own webhook subscription starts real deliveries.",
    status: "partial",
    note: "A secret that is made begins as `events.signing` says, whatever the example shows.",
    files: [
      "blueprint/infer/resource-description.ts",
      "engine/records/effects.ts",
      "engine/records/new-record.ts",
    ],
    tests: ["blueprint/rules/r48-r50-events.test.ts", "journeys/smartmca-webhooks-deliver-and-pause.test.ts"],
  },
  {
    id: "R51",
    title:
      "Events and their deliveries are committed with the change, sent in the order of their record, and tried again on a schedule, signed as the provider signs.",
    status: "implemented",
    files: [
      "blueprint/format/blueprint.ts",
      "blueprint/format/signing.ts",
      "blueprint/infer/signing.ts",
      "delivery/consume.ts",
      "delivery/sign.ts",
      "tenant/commit.ts",
      "tenant/events/deliveries.ts",
      "lib/retry-schedule.ts",
    ],
    tests: ["tenant/deliveries-hold-their-promises.test.ts"],
  },
  {
    id: "R52",
    title:
      "Seeds are the records of the document's examples, linked to each other, and made ones beside them; the same seed gives the same bytes.",
    status: "partial",
    note: "An example that its schema forbids is mended, and nothing says so.",
    files: ["blueprint/infer/examples.ts", "blueprint/infer/seed-plan.ts", "engine/seed/build.ts"],
    tests: ["blueprint/rules/r52-examples.test.ts", "blueprint/seeds-are-deterministic-and-linked.test.ts"],
  },
  {
    id: "R53",
    title:
      "What is inferred of a resource is reported with its source and how sure it is, each operation with its tier; overlays and the sandbox file have the last word.",
    status: "partial",
    note: "Envelopes, paging, errors and events have no facts in the report.",
    files: [
      "blueprint/compile.ts",
      "blueprint/emit/report.ts",
      "blueprint/format/report.ts",
      "blueprint/format/sandbox-file.ts",
      "blueprint/infer/resource-description.ts",
      "blueprint/read/overlay.ts",
    ],
    tests: ["blueprint/overlays-change-documents.test.ts", "blueprint/rules/r53-report.test.ts"],
  },
  {
    id: "R54",
    title: "What is made here is held against its schema: when it is made, and in a share of the answers.",
    status: "implemented",
    files: ["engine/generate/repair.ts", "tenant/request/act.ts"],
    tests: ["blueprint/rules/r54-self-check.test.ts", "blueprint/seeds-are-deterministic-and-linked.test.ts"],
  },
  {
    id: "R55",
    title:
      "Who calls is a record of the API's own `me`, and stands in the members of new records that speak of the caller.",
    status: "partial",
    note: "The sandbox file cannot declare it; one sandbox has one, whatever the key; constants in paths are not held against it.",
    files: [
      "blueprint/format/blueprint.ts",
      "blueprint/format/resource.ts",
      "blueprint/infer/principal.ts",
      "blueprint/infer/references.ts",
      "engine/records/principal.ts",
    ],
    tests: ["blueprint/rules/r55-principal.test.ts", "tenant/the-caller-is-somebody.test.ts"],
  },
] as const satisfies readonly Rule[];
