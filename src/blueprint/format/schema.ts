// Compact JSON Schema as the compiler writes it, and the small values that resources and operations are described with:
// time fields and generators of ids. Types and zod schemas only.
import { z } from "zod";
import type { Json } from "#lib/json.ts";

export const JsonValue: z.ZodType<Json> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number(),
    z.string(),
    z.array(JsonValue),
    z.record(z.string(), JsonValue),
  ]),
);

/** JSON Schema, compacted: allOf merged, `type` always a list, `$ref` a name in the schema table. */
export type Schema = {
  $ref?: string;
  type?: string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  /** What the name of every member must be. */
  propertyNames?: Schema;
  enum?: Json[];
  const?: Json;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  anyOf?: Schema[];
  oneOf?: Schema[];
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  default?: Json;
  example?: Json;
  readOnly?: boolean;
  writeOnly?: boolean;
  /** What the document's maker calls the resource this is a form of. */
  resource?: string;
  xml?: { name?: string; attribute?: boolean; wrapped?: boolean };
};

// Schemas come compacted by the compiler and are only ever walked with own-property reads, so their inner
// shape is taken as given; everything that is indexed or looped over outside the walkers is checked below.
export const SchemaValue = z.custom<Schema>((value) => typeof value === "object" && value !== null);

export const TimeField = z.object({
  property: z.string(),
  role: z.enum(["created", "updated"]),
  form: z.enum(["iso", "iso-millis", "iso-offset", "date", "sql", "rfc2822", "seconds", "millis"]),
});
export type TimeField = z.infer<typeof TimeField>;

export const Generator = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("integer"), start: z.number() }),
  z.object({ kind: z.literal("uuid") }),
  z.object({
    kind: z.literal("text"),
    prefix: z.string().max(64),
    alphabet: z.string().min(1).max(96),
    length: z.number().int().min(1).max(128),
  }),
  z.object({ kind: z.literal("md5"), of: z.string() }),
  z.object({
    kind: z.literal("pattern"),
    pattern: z.string().max(500),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
  }),
  /** An address of the block kept for documentation (RFC 5737). */
  z.object({ kind: z.literal("ip") }),
  /** Seconds and a counter, `1503435956.000247`: ids that are moments. */
  z.object({ kind: z.literal("moment") }),
]);
export type Generator = z.infer<typeof Generator>;
