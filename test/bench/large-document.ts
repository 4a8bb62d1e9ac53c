// A document of a given size, as large real ones are made: many resources, each with wide schemas of its own, long
// descriptions and examples.

const FIELDS = 40;

/** OpenAPI 3.1 as JSON text of about so many bytes. */
export function largeDocument(bytes: number): string {
  const one = JSON.stringify(resource(0)).length;
  const count = Math.max(1, Math.round(bytes / one));
  const paths: Record<string, unknown> = {};
  const schemas: Record<string, unknown> = {};
  for (let i = 0; i < count; i++) {
    const made = resource(i);
    Object.assign(paths, made.paths);
    Object.assign(schemas, made.schemas);
  }
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "A large API", version: "1" },
    security: [{ bearer: [] }],
    paths,
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } }, schemas },
  });
}

const KINDS = [
  { type: "string", maxLength: 200, example: "A text that stands for many others" },
  { type: "integer", minimum: 0, example: 4200 },
  { type: "string", enum: ["draft", "open", "paid", "void"] },
  { type: "string", format: "date-time" },
  { type: ["string", "null"], format: "email" },
  { type: "array", items: { type: "string" }, maxItems: 20 },
];

function resource(i: number): { paths: Record<string, unknown>; schemas: Record<string, unknown> } {
  const name = `ledger${i}`;
  const Model = `Ledger${i}`;
  const ref = { $ref: `#/components/schemas/${Model}` };
  const json = (schema: unknown) => ({ content: { "application/json": { schema } }, description: "done" });
  const properties = Object.fromEntries(
    Array.from({ length: FIELDS }, (_, n) => [
      `field_${n}_of_${name}`,
      {
        ...KINDS[n % KINDS.length],
        description: `Field ${n} of ${name}. ${"What it means is told at length, as such documents do. ".repeat(4)}`,
      },
    ]),
  );
  const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
  return {
    paths: {
      [`/${name}s`]: {
        get: { operationId: `list${Model}`, responses: { 200: json({ type: "array", items: ref }) } },
        post: {
          operationId: `create${Model}`,
          requestBody: { content: { "application/json": { schema: { type: "object", properties } } } },
          responses: { 201: json(ref) },
        },
      },
      [`/${name}s/{id}`]: {
        get: { operationId: `get${Model}`, parameters: [id], responses: { 200: json(ref) } },
        delete: {
          operationId: `delete${Model}`,
          parameters: [id],
          responses: { 204: { description: "gone" } },
        },
      },
    },
    schemas: {
      [Model]: { type: "object", required: ["id"], properties: { id: { type: "string" }, ...properties } },
    },
  };
}
