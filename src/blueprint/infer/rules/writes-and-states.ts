// R23 to R37: what calls do to records, and through which states records go.
import type { Rule } from "./rule.ts";

export const WRITES_AND_STATES = [
  {
    id: "R23",
    title:
      "The status of a success is the first 2xx that the operation declares, save a 200 without shape beside a 201 with one; a 202 leaves work that goes on.",
    status: "implemented",
    files: ["blueprint/infer/lifecycle.ts", "blueprint/read/operations.ts"],
    tests: [
      "blueprint/rules/r23-statuses.test.ts",
      "blueprint/rules/r36-progress.test.ts",
      "tenant/events-are-told-in-the-apis-own-form.test.ts",
    ],
  },
  {
    id: "R24",
    title:
      "Members of a request are those of the record with the same name, the same words in another case or, of an object, more words before them, in the form that the record has for them: a text becomes the object it names, one thing a list of one, an object the text that names it. What the record has no room for at its top stands in the one object below that has a member of that name, or in the one part that has room for all of it; inside an object that was sent, too. Read-only ones are left out unless the request's own schema takes them, write-only ones are stored and not answered.",
    status: "partial",
    note: "Tokens, and a singular for a plural, are not matched.",
    files: [
      "engine/perform.ts",
      "engine/records/deeper-members.ts",
      "engine/records/fill.ts",
      "engine/records/held-form.ts",
      "engine/request/taken-members.ts",
    ],
    tests: [
      "blueprint/rules/r24-members-stand-deeper.test.ts",
      "blueprint/rules/r25-presence.test.ts",
      "blueprint/sent-values-are-never-lost.test.ts",
      "tenant/bodies-are-decoded-by-their-schema.test.ts",
      "tenant/members-of-the-server.test.ts",
    ],
  },
  {
    id: "R25",
    title:
      "Members that nobody gave are computed, a constant, a default, null, empty, an example, or made: in this order. What is made fits its schema, and is never the member's own name.",
    status: "partial",
    note: "A default that stands only in the request's schema is not applied.",
    files: [
      "engine/generate/leaf.ts",
      "engine/generate/plain-text.ts",
      "engine/generate/value.ts",
      "engine/records/fill.ts",
      "engine/records/presence.ts",
      "engine/request/patterns.ts",
      "engine/response/project.ts",
      "engine/response/self-links.ts",
    ],
    tests: [
      "blueprint/rules/r25-made-values.test.ts",
      "blueprint/rules/r25-presence.test.ts",
      "blueprint/samples-match-their-patterns.test.ts",
      "tenant/births-follow-the-document.test.ts",
    ],
  },
  {
    id: "R26",
    title:
      "PUT replaces a record unless its body requires nothing; PATCH and POST merge, maps key by key; JSON Patch takes all of its steps or none.",
    status: "partial",
    note: "No state makes a member immutable.",
    files: [
      "blueprint/infer/classify.ts",
      "engine/operations/change-record.ts",
      "engine/operations/update.ts",
    ],
    tests: [
      "blueprint/rules/r26-updates.test.ts",
      "tenant/answers-take-the-shape-that-is-asked.test.ts",
      "tenant/put-replaces-and-patch-merges.test.ts",
    ],
  },
  {
    id: "R27",
    title:
      "A delete answers what its schema says; afterwards the record is gone, or a stub where a read may answer one, and the records below it that hold its key go with it.",
    status: "partial",
    note: "A status such as `canceled` is not set by a delete, other records that name the deleted one keep its key, no 409 refuses a delete, and soft deletes are not known.",
    files: [
      "blueprint/format/resource.ts",
      "blueprint/infer/resource-description.ts",
      "engine/operations/update.ts",
    ],
    tests: [
      "blueprint/rules/r27-deleted-stubs.test.ts",
      "tenant/answers-take-the-shape-that-is-asked.test.ts",
      "tenant/cascades.test.ts",
    ],
  },
  {
    id: "R28",
    title:
      "A repeat with the same idempotency key is answered as the first call was for a day; another payload is a conflict.",
    status: "partial",
    note: "The conflict is always a 409, and the key is not sent back in a header.",
    files: ["tenant/request/act.ts", "tenant/store/idempotency.ts"],
    tests: ["tenant/idempotency-replays-the-first-answer.test.ts"],
  },
  {
    id: "R29",
    title:
      "A member of a create called as the id of a resource names one of its records: a value in the form of such ids that no record has is refused where records can be made, and any other is kept. What the sandbox file declares must exist.",
    status: "partial",
    note: "A member that is called as the resource alone is not held to exist, whatever its pattern.",
    files: ["blueprint/infer/references.ts", "engine/records/references.ts"],
    tests: [
      "blueprint/rules/r29-r30-references.test.ts",
      "tenant/births-follow-the-document.test.ts",
      "tenant/records-nobody-can-make.test.ts",
    ],
  },
  {
    id: "R30",
    title: "What the 409 of a create says must not come twice is unique.",
    status: "partial",
    note: "A name such as `email` or `slug` alone makes nothing unique.",
    files: ["blueprint/infer/resource-description.ts", "engine/records/new-record.ts"],
    tests: [
      "blueprint/rules/r29-r30-references.test.ts",
      "tenant/births-follow-the-document.test.ts",
      "tenant/members-of-the-server.test.ts",
    ],
  },
  {
    id: "R31",
    title:
      "A body that lists records makes each of them and is answered by a list; a file that is uploaded is stored with its bytes and its facts.",
    status: "partial",
    note: "What is wrong in one item refuses all, unless the failure was asked for.",
    files: [
      "blueprint/infer/classify.ts",
      "engine/operations/array-member.ts",
      "engine/operations/create-many.ts",
      "engine/operations/create.ts",
      "engine/operations/files.ts",
    ],
    tests: [
      "tenant/births-follow-the-document.test.ts",
      "tenant/joins-and-inner-lists.test.ts",
      "tenant/uploads-come-back-byte-for-byte.test.ts",
    ],
  },
  {
    id: "R32",
    title:
      "A member called `status` or the like with a closed list of values is the state of a record; that of a new one is the member's default, a word that says so, the member's example, or the first.",
    status: "partial",
    note: "Members called `…_status` are not states.",
    files: ["blueprint/infer/lifecycle.ts"],
    tests: ["blueprint/rules/r32-r34-lifecycles.test.ts"],
  },
  {
    id: "R33",
    title:
      "A path below a record that is a verb moves it to the state that the verb leads to, and stamps the moment.",
    status: "partial",
    note: "Neither plural nouns (`/captures`) nor `/actions` with a type are moves; who moved it is not noted.",
    files: ["blueprint/infer/classify.ts", "blueprint/infer/lifecycle.ts", "engine/operations/transition.ts"],
    tests: ["blueprint/rules/r32-r34-lifecycles.test.ts", "tenant/births-follow-the-document.test.ts"],
  },
  {
    id: "R34",
    title:
      "A move from a state that it does not lead out of is refused with the status that the operation declares.",
    status: "partial",
    note: "States are ends by their words, not for want of an action; 405 is not among the statuses.",
    files: ["blueprint/infer/lifecycle.ts", "engine/context.ts", "engine/operations/transition.ts"],
    tests: ["blueprint/rules/r32-r34-lifecycles.test.ts", "tenant/births-follow-the-document.test.ts"],
  },
  {
    id: "R35",
    title: "An update that sets the state member is a move like any other.",
    status: "implemented",
    files: ["engine/operations/transition.ts"],
    tests: ["tenant/the-caller-is-somebody.test.ts"],
  },
  {
    id: "R36",
    title:
      "Work that was accepted goes on by itself through its states, on the sandbox's clock, and tells of each.",
    status: "implemented",
    files: ["blueprint/infer/lifecycle.ts", "engine/records/effects.ts", "tenant/jobs/due-timers.ts"],
    tests: ["blueprint/rules/r36-progress.test.ts", "tenant/events-are-told-in-the-apis-own-form.test.ts"],
  },
  {
    id: "R37",
    title: "Links and callbacks of operations are evidence that wins over names.",
    status: "partial",
    note: "Links name keys only; Arazzo descriptions are not read.",
    files: ["blueprint/infer/events.ts", "blueprint/infer/resource-key.ts"],
    tests: ["blueprint/rules/r06-r37-extensions-and-links.test.ts"],
  },
] as const satisfies readonly Rule[];
