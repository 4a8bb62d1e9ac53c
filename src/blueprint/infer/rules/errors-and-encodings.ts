// R38 to R47: refusals, and the forms of requests and answers.
import type { Rule } from "./rule.ts";

export const ERRORS_AND_ENCODINGS = [
  {
    id: "R38",
    title:
      "The error body is the one that most operations declare; its members are filled by what they are called, and its codes chosen from their closed list. Where a schema lists a form for each status, it is that one.",
    status: "partial",
    note: "Examples of error bodies are not read.",
    files: ["blueprint/runtime/error-alternatives.ts", "blueprint/runtime/error-model.ts"],
    tests: ["blueprint/rules/r38-r39-errors.test.ts"],
  },
  {
    id: "R39",
    title: "An API that declares no error body answers problem+json.",
    status: "partial",
    note: "The fidelity report does not say so.",
    files: ["blueprint/runtime/error-model.ts"],
    tests: ["blueprint/rules/r38-r39-errors.test.ts"],
  },
  {
    id: "R40",
    title:
      "Refusals come with status 200 where only the body tells them apart, and those of validation with the status that the operation declares.",
    status: "implemented",
    files: ["blueprint/format/operation.ts", "blueprint/runtime/error-model.ts", "engine/context.ts"],
    tests: ["blueprint/rules/r40-refusals-inside-200.test.ts", "tenant/verbs-are-a-grammar-too.test.ts"],
  },
  {
    id: "R41",
    title:
      "A credential stands where the security schemes say, or where most operations ask for it; refusals come in one order.",
    status: "partial",
    note: "Any one scheme is enough, where a document asks for several at once; scopes are those of keys, not those of the document.",
    files: ["blueprint/infer/auth.ts", "engine/request/parse.ts", "tenant/request/authenticate.ts"],
    tests: [
      "blueprint/rules/r41-r42-credentials-and-rates.test.ts",
      "tenant/credentials-among-parameters.test.ts",
      "tenant/refusals-come-in-one-order.test.ts",
    ],
  },
  {
    id: "R42",
    title:
      "Rates are told in the headers that the document declares; failures come on demand: by a fault that was set, a header, or a value in the call.",
    status: "implemented",
    files: [
      "blueprint/format/scenarios.ts",
      "blueprint/infer/rate-headers.ts",
      "tenant/request/fault-injection.ts",
      "tenant/request/rate-limit.ts",
      "tenant/request/respond.ts",
    ],
    tests: [
      "blueprint/rules/r41-r42-credentials-and-rates.test.ts",
      "tenant/refusals-come-in-one-order.test.ts",
    ],
  },
  {
    id: "R43",
    title:
      "Requests are read as JSON, forms, multipart, XML or text, and their texts become the declared types; an empty object or list that these cannot write is there where it is required. A GET needs no body.",
    status: "partial",
    note: "`encoding`, and styles such as `pipeDelimited`, are not read.",
    files: [
      "engine/request/decode.ts",
      "engine/request/overloads.ts",
      "engine/request/parse.ts",
      "engine/response/xml.ts",
    ],
    tests: [
      "tenant/answers-take-the-shape-that-is-asked.test.ts",
      "tenant/bodies-are-decoded-by-their-schema.test.ts",
      "tenant/operations-that-share-a-path.test.ts",
    ],
  },
  {
    id: "R44",
    title: "Each moment is written in the form that its format, its example or its type shows.",
    status: "partial",
    note: "Digits of a second are none or three.",
    files: ["blueprint/runtime/time-format.ts"],
    tests: ["blueprint/rules/r44-times.test.ts"],
  },
  {
    id: "R45",
    title: "A caller may open references, to four levels, and choose the members of an answer.",
    status: "partial",
    note: "`x-expandableFields` is not read: what can be opened shows in the schema.",
    files: [
      "blueprint/format/operation.ts",
      "blueprint/format/resource.ts",
      "blueprint/infer/field-selection.ts",
      "engine/response/field-selection.ts",
    ],
    tests: [
      "blueprint/rules/r45-field-selection.test.ts",
      "tenant/answers-take-the-shape-that-is-asked.test.ts",
    ],
  },
  {
    id: "R46",
    title:
      "Of several alternatives a value is the one that its discriminator, its constants or its members say; what is answered is made such that the others of a oneOf do not take it.",
    status: "partial",
    note: "The alternative is not stored with a record: it is found anew from its members. Where all alternatives take whatever one of them takes, nothing tells them apart.",
    files: ["blueprint/infer/resources.ts", "engine/response/one-of.ts", "engine/schemas.ts"],
    tests: ["blueprint/rules/r46-alternatives.test.ts", "tenant/bodies-are-decoded-by-their-schema.test.ts"],
  },
  {
    id: "R47",
    title:
      "HEAD, CORS, entity tags with their conditions, and Location are answered where HTTP or the document has them.",
    status: "implemented",
    files: [
      "edge/api-call.ts",
      "edge/cors.ts",
      "engine/operations/create.ts",
      "engine/request/conditional.ts",
      "engine/request/parse.ts",
    ],
    tests: [
      "edge/browsers-may-call-from-anywhere.test.ts",
      "tenant/answers-take-the-shape-that-is-asked.test.ts",
    ],
  },
] as const satisfies readonly Rule[];
