// How an API writes moments (R44), and which properties of a record say when it was made and changed.
import type { TimeForm } from "#lib/clock.ts";
import { flat } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Schema, TimeField } from "../format/schema.ts";
const CREATED =
  /^(created|createdat|createdon|createddate|createdtime|creationdate|creationtime|datecreated|insertedat|createdts|createtime|addedat|timecreated)$/;
const UPDATED =
  /^(updated|updatedat|updatedon|updateddate|modified|modifiedat|modifiedon|lastmodified|lastmodifiedat|dateupdated|datemodified|lastupdated|lastupdatedat|updatetime|timemodified|lastchanged)$/;

export function timeFields(table: SchemaNormaliser, object: Schema): TimeField[] {
  const fields: TimeField[] = [];
  for (const [property, schema] of Object.entries(object.properties ?? {})) {
    const name = flat(property);
    const role = CREATED.test(name) ? "created" : UPDATED.test(name) ? "updated" : undefined;
    const form = role && timeForm(table.resolve(schema), true);
    if (role && form) fields.push({ property, role, form });
  }
  return fields;
}

/** The form of a schema's moments; undefined when it does not hold one. `known`: its name says it is one. */
export function timeForm(schema: Schema, known = false): TimeForm | undefined {
  const types = schema.type ?? (schema.anyOf ?? []).flatMap((branch) => branch.type ?? []);
  if (schema.format === "unix-time" || schema.format === "unix-timestamp") return "seconds";
  if (types.includes("integer") || types.includes("number")) {
    if (schema.format === "timestamp" || known)
      return typeof schema.example === "number" && schema.example > 1e11 ? "millis" : "seconds";
    return undefined;
  }
  if (schema.format === "date") return "date";
  if (schema.format === "date-time-rfc-2822") return "rfc2822";
  const example = typeof schema.example === "string" ? schema.example : "";
  if (/^\w{3}, \d\d? \w{3} \d{4}/.test(example)) return "rfc2822";
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(example)) return "sql";
  if (schema.format === "date-time" || known) {
    if (/\.\d{3}Z$/.test(example)) return "iso-millis";
    if (/\+00:?00$/.test(example)) return "iso-offset";
    return types.length === 0 || types.includes("string") ? "iso" : undefined;
  }
  return undefined;
}
