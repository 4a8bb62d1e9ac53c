// An error schema that lists a form for each status (R38): `anyOf` of objects whose `status` has one value.
import { flat } from "#lib/words.ts";
import type { Schema } from "../format/schema.ts";
import { objectView } from "../infer/payload-views.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";

const STATUS = /^(status|statuscode|httpstatus|code)$/;
/** Of several forms with one status, that of a record rather than of a route. */
const OF_RECORDS = /object|resource|record|entity|item/i;

/** The form of each status that the alternatives of a schema name. */
export function formsByStatus(table: SchemaNormaliser, schema: Schema | undefined): Map<number, Schema> {
  const { anyOf = [], oneOf = [] } = table.resolve(schema ?? {});
  const forms = new Map<number, Schema>();
  for (const branch of [...anyOf, ...oneOf]) {
    const form = objectView(table, branch)?.object;
    const status = form && statusOf(table, form);
    if (!form || status === undefined) continue;
    if (!forms.has(status) || OF_RECORDS.test(textsOf(table, form))) forms.set(status, form);
  }
  return forms;
}

/** The one HTTP status that a member of the form may have. */
function statusOf(table: SchemaNormaliser, form: Schema): number | undefined {
  for (const [name, property] of Object.entries(form.properties ?? {})) {
    if (!STATUS.test(flat(name))) continue;
    const { const: only, enum: values = [] } = table.resolve(property);
    const value = only ?? (values.length === 1 ? values[0] : undefined);
    if (typeof value === "number" && value >= 400 && value < 600) return value;
  }
  return undefined;
}

/** The constants of a form, as one text. */
const textsOf = (table: SchemaNormaliser, form: Schema): string =>
  Object.values(form.properties ?? {})
    .map((property) => JSON.stringify(table.resolve(property).enum ?? []))
    .join(" ");
