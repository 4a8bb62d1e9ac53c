// R12 to R22: where records stand in bodies, how lists come, and what names a record.
import type { Rule } from "./rule.ts";

export const PAYLOADS_AND_KEYS = [
  {
    id: "R12",
    title:
      "The record in an answer is the member that carries it where the key stands there or where nothing is said of it, else the body itself.",
    status: "partial",
    note: "`attributes` of JSON:API stay where they are.",
    files: ["blueprint/infer/envelopes.ts", "blueprint/infer/single-view.ts", "engine/response/envelope.ts"],
    tests: ["blueprint/rules/r12-r13-wrappers.test.ts"],
  },
  {
    id: "R13",
    title:
      "A request has the record in the member that is called as the resource or has its members; what stands beside it is kept with it, and answered beside it.",
    status: "partial",
    note: "A carrier two levels down is found by its members alone.",
    files: ["blueprint/infer/single-view.ts", "engine/records/new-record.ts", "engine/response/envelope.ts"],
    tests: ["blueprint/rules/r12-r13-wrappers.test.ts", "tenant/what-stands-beside-the-record.test.ts"],
  },
  {
    id: "R14",
    title:
      "The list in an answer is the array that fits best, in the answer or in the one member that carries a page, of records, of their keys or of members that carry one, and no member of the one record; what stands beside it is a total, a count, a flag, a cursor, a link or a number of the page.",
    status: "partial",
    note: "A `next_page` that is a text is a link, and a cursor where `page` is a text too; `end` and `incomplete_results` are not computed.",
    files: [
      "blueprint/infer/envelopes.ts",
      "blueprint/infer/payload-views.ts",
      "engine/operations/read.ts",
      "engine/response/envelope.ts",
      "engine/response/rows.ts",
    ],
    tests: [
      "blueprint/rules/r14-r16-lists.test.ts",
      "tenant/lists-page-filter-and-sort.test.ts",
      "tenant/rows-of-lists.test.ts",
    ],
  },
  {
    id: "R15",
    title: "Links to other pages and totals stand in the headers that the answer declares.",
    status: "partial",
    note: "`X-Next-Page` is not sent.",
    files: ["engine/operations/read.ts", "engine/response/envelope.ts"],
    tests: ["tenant/lists-page-filter-and-sort.test.ts"],
  },
  {
    id: "R16",
    title:
      "Query parameters page a list by number, offset or cursor, within the bounds of their schema or description; a cursor that names nothing is refused.",
    status: "partial",
    note: "Paging parameters in a body are not read.",
    files: ["blueprint/infer/paging.ts", "engine/operations/read.ts"],
    tests: [
      "blueprint/rules/r14-r16-lists.test.ts",
      "tenant/lists-page-filter-and-sort.test.ts",
      "tenant/verbs-are-a-grammar-too.test.ts",
    ],
  },
  {
    id: "R17",
    title:
      "A list is in the order of making, newest first where its description says so, or as a parameter asks.",
    status: "implemented",
    files: [
      "blueprint/infer/paging.ts",
      "blueprint/infer/resource-description.ts",
      "engine/operations/read.ts",
    ],
    tests: ["blueprint/rules/r17-r18-order-and-filters.test.ts", "tenant/lists-page-filter-and-sort.test.ts"],
  },
  {
    id: "R18",
    title:
      "A query parameter that is called as a member filters by it, or by the key of the object that it is: equal, one of several, a bound or a range; `q` and its like search the texts.",
    status: "partial",
    note: "An object in the record is filtered by what names it, not by its other members.",
    files: ["blueprint/infer/paging.ts", "engine/operations/read.ts"],
    tests: [
      "blueprint/rules/r17-r18-order-and-filters.test.ts",
      "tenant/lists-page-filter-and-sort.test.ts",
      "tenant/search-in-lists.test.ts",
    ],
  },
  {
    id: "R19",
    title:
      "The key of a record is the member that its path names, else the usual ones in order, else the one that a create tells; a record may be found by several, and its create may tell it under another name.",
    status: "partial",
    note: "A key inside an object of the record is not found.",
    files: ["blueprint/infer/identity.ts", "blueprint/infer/resource-key.ts", "engine/records/lookup.ts"],
    tests: [
      "blueprint/rules/r09-parents.test.ts",
      "blueprint/rules/r19-r20-keys.test.ts",
      "tenant/compound-keys-and-per-parent-numbers.test.ts",
    ],
  },
  {
    id: "R20",
    title:
      "New keys have the form of the pattern, the format, or the examples of the key or of its parameter; numbers go on after the highest, and some begin anew below each parent.",
    status: "partial",
    note: "Descriptions and the examples of other schemas teach nothing; `ulid` is not known as a format.",
    files: ["blueprint/infer/identity.ts", "blueprint/infer/resource-key.ts", "engine/records/fill.ts"],
    tests: [
      "blueprint/rules/r19-r20-keys.test.ts",
      "blueprint/samples-match-their-patterns.test.ts",
      "tenant/births-follow-the-document.test.ts",
      "tenant/compound-keys-and-per-parent-numbers.test.ts",
      "tenant/the-caller-is-somebody.test.ts",
    ],
  },
  {
    id: "R21",
    title:
      "A key in the body of a create that is not read-only is the client's to choose: taken twice it is a conflict, and a PUT makes what is not there. Where the collection makes nothing, a write to the path of a record does.",
    status: "partial",
    note: 'What an operation says of itself ("create or update") is read only where nothing else makes the record.',
    files: [
      "blueprint/infer/classify.ts",
      "blueprint/infer/unmade.ts",
      "blueprint/infer/resource-key.ts",
      "engine/operations/create.ts",
      "engine/operations/update.ts",
      "engine/records/lookup.ts",
      "engine/records/new-record.ts",
    ],
    tests: ["blueprint/rules/r21-given-keys.test.ts", "tenant/births-follow-the-document.test.ts"],
  },
  {
    id: "R22",
    title:
      "Some members follow from others: a slug from the name, `full_name` from owner and name, an MD5 from what the sandbox file says.",
    status: "implemented",
    files: ["engine/records/fill.ts", "engine/records/new-record.ts"],
    tests: ["tenant/births-follow-the-document.test.ts", "tenant/the-caller-is-somebody.test.ts"],
  },
] as const satisfies readonly Rule[];
