// Bodies made from the document's schemas: what is required, and members whose names say what would fit.
type Schema = {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  format?: string;
};

/** By a member's name: values that mean something to the victim's sandbox. */
const MEANT: Readonly<Record<string, (ids: Readonly<Record<string, string>>) => unknown>> = {
  api: (ids) => ids["slug"],
  partner: (ids) => ids["partner"],
  run: (ids) => ids["sandbox"],
  workflow: (ids) => ids["workflow"],
  plan: (ids) => ids["plan"],
  release: (ids) => ids["release"],
  sha256: (ids) => ids["sha256"],
  path: () => "/index.html",
  url: () => "https://ok.webhook.test/other",
  event: () => "book.published",
  effect: () => ({ scenario: "conflict" }),
  by: () => 1,
  name: () => `made-${Math.random().toString(36).slice(2)}`,
  records: () => ({}),
  columns: () => ["id"],
  rows: () => [],
  decision: () => "reject",
  notes: () => "Not yet.",
  token: () => "claim_unknown",
  title: () => "A title",
  email: () => `made-${Math.random().toString(36).slice(2)}@example.com`,
};
/** Members that are given though they are not required. */
const GIVEN = new Set(["by", "everySeconds", "notes"]);

export function bodyOf(
  schemas: Readonly<Record<string, unknown>>,
  schema: unknown,
  ids: Readonly<Record<string, string>>,
): unknown {
  return valueOf(schemas as Record<string, Schema>, schema as Schema, ids, "");
}

function valueOf(
  schemas: Readonly<Record<string, Schema>>,
  given: Schema,
  ids: Readonly<Record<string, string>>,
  name: string,
): unknown {
  const schema = given.$ref === undefined ? given : (schemas[given.$ref.split("/").at(-1) ?? ""] ?? {});
  const meant = MEANT[name]?.(ids);
  if (meant !== undefined && (!schema.enum || schema.enum.includes(meant))) return meant;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  const [branch] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (branch) return valueOf(schemas, branch, ids, name);
  if (schema.properties || schema.type === "object") {
    const required = new Set(schema.required);
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([member]) => required.has(member) || GIVEN.has(member))
        .map(([member, inner]) => [member, valueOf(schemas, inner, ids, member)]),
    );
  }
  if (schema.type === "array")
    return Array.from({ length: schema.minItems ?? 0 }, () => valueOf(schemas, schema.items ?? {}, ids, ""));
  if (schema.type === "boolean") return false;
  if (schema.type === "number" || schema.type === "integer")
    return schema.minimum ?? schema.exclusiveMinimum ?? 1;
  if (schema.format === "date-time") return new Date().toISOString();
  return "x".repeat(Math.max(schema.minLength ?? 1, 1));
}
