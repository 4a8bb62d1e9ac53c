// R1 to R11: how documents are read, and which resources they have.
import type { Rule } from "./rule.ts";

export const DOCUMENTS_AND_RESOURCES = [
  {
    id: "R1",
    title:
      "Documents of OpenAPI 2.0, 3.0, 3.1 and 3.2 read alike; what is wrong in them is reported, or accepts anything, and ends nothing.",
    status: "partial",
    note: "Enum values of another type than their schema are neither converted nor reported; `additionalOperations` of 3.2 are not read.",
    files: [
      "blueprint/read/contradictions.ts",
      "blueprint/read/document.ts",
      "blueprint/read/schema-normaliser.ts",
      "blueprint/read/source.ts",
    ],
    tests: [
      "blueprint/hostile-documents-end-in-diagnostics.test.ts",
      "blueprint/rules/r01-documents.test.ts",
    ],
  },
  {
    id: "R2",
    title:
      "A path is met with and without the servers' base path, which no parameter takes, a trailing slash and a suffix such as `.json`; custom verbs after a colon are segments, a segment may hold several parameters, and operations that only `?` or `#` in the path key tells apart are found by query, media type and body.",
    status: "implemented",
    files: ["blueprint/read/operations.ts", "blueprint/runtime/routes.ts", "engine/request/parse.ts"],
    tests: ["blueprint/rules/r02-r03-routes.test.ts"],
  },
  {
    id: "R3",
    title:
      "A literal segment wins over a parameter, and templates of one shape are one route, whatever their parameters are called.",
    status: "partial",
    note: "`/a/{x}.json` and `/a/{x}` are one route: where both have the same method, the one that the document has first answers.",
    files: ["blueprint/runtime/routes.ts"],
    tests: ["blueprint/rules/r02-r03-routes.test.ts"],
  },
  {
    id: "R4",
    title:
      "A collection and its items are paired by the shape of their paths, where the collection's own may end in a parameter; either may stand alone, and where no answer shows a record, the create makes it. An answer without a schema has that of its example.",
    status: "implemented",
    files: [
      "blueprint/infer/classify.ts",
      "blueprint/infer/resources.ts",
      "blueprint/read/example-schema.ts",
    ],
    tests: ["blueprint/rules/r04-r08-resources.test.ts"],
  },
  {
    id: "R5",
    title:
      "A document whose paths are mostly nouns and verbs has its resources by what answers carry and its keys in the query or the body.",
    status: "partial",
    note: "A key is found by the resource's name or a usual word for a key: handles such as `access_token` are none. `close` and `archive` are actions.",
    files: ["blueprint/format/resource.ts", "blueprint/infer/rpc-paths.ts", "engine/request/parse.ts"],
    tests: ["blueprint/rules/r05-nouns-and-verbs.test.ts", "tenant/verbs-are-a-grammar-too.test.ts"],
  },
  {
    id: "R6",
    title:
      "What a resource is called and which paths are the same one: a vendor extension, then the name of the schema, then the last word of the path.",
    status: "partial",
    note: "Tags, operation ids, the constant of `object` or `type`, and extensions on operations have no say.",
    files: ["blueprint/infer/resources.ts", "blueprint/read/schema-normaliser.ts"],
    tests: ["blueprint/rules/r06-r37-extensions-and-links.test.ts"],
  },
  {
    id: "R7",
    title:
      "Schemas that differ by a marker such as `minimal` or `ListItem` are variants of one resource, and each answer shows a record by its own.",
    status: "partial",
    note: "The richest variant describes the record, not the union of all.",
    files: ["blueprint/infer/payload-views.ts", "blueprint/infer/resources.ts", "engine/response/project.ts"],
    tests: ["blueprint/rules/r07-variants.test.ts", "tenant/bodies-are-decoded-by-their-schema.test.ts"],
  },
  {
    id: "R8",
    title:
      "A resource that several paths lead to is one table, of which each path shows the records below its parents.",
    status: "partial",
    note: "Lists below the caller (`/user/repos`) are not narrowed to what is the caller's.",
    files: ["blueprint/infer/classify.ts", "blueprint/infer/resources.ts", "engine/records/lookup.ts"],
    tests: ["blueprint/rules/r04-r08-resources.test.ts", "tenant/the-caller-is-somebody.test.ts"],
  },
  {
    id: "R9",
    title:
      "A parameter above a record is its parent, a part of its compound key, or a constant of the caller's; a parent that is missing is refused first. Records that no operation makes, or whose key nothing tells, no Location either, are there when they are first met.",
    status: "implemented",
    files: [
      "blueprint/format/resource.ts",
      "blueprint/infer/path-parameters.ts",
      "blueprint/infer/resources.ts",
      "blueprint/infer/unmade.ts",
      "engine/records/create-on-first-access.ts",
      "engine/records/lookup.ts",
      "engine/request/path-records.ts",
      "engine/seed/build.ts",
    ],
    tests: [
      "blueprint/rules/r09-parents.test.ts",
      "blueprint/rules/r09-unmade-records.test.ts",
      "tenant/compound-keys-and-per-parent-numbers.test.ts",
      "tenant/records-nobody-can-make.test.ts",
      "tenant/the-caller-is-somebody.test.ts",
    ],
  },
  {
    id: "R10",
    title:
      "A path without items that answers one object is a singleton, made from defaults when it is first met.",
    status: "implemented",
    files: ["blueprint/infer/classify.ts", "blueprint/infer/resources.ts", "engine/operations/singleton.ts"],
    tests: ["blueprint/rules/r10-singletons.test.ts", "tenant/singletons-are-born-changed-and-ended.test.ts"],
  },
  {
    id: "R11",
    title:
      "PUT and DELETE of nothing but a path join two records or set a boolean, and a list that is a member of a record is changed by its own path, unless that answers items of their own.",
    status: "implemented",
    files: [
      "blueprint/format/resource.ts",
      "blueprint/infer/inner-lists.ts",
      "blueprint/infer/memberships.ts",
      "blueprint/infer/resources.ts",
      "engine/operations/array-member.ts",
      "engine/operations/membership.ts",
    ],
    tests: ["blueprint/rules/r11-memberships.test.ts", "tenant/joins-and-inner-lists.test.ts"],
  },
] as const satisfies readonly Rule[];
