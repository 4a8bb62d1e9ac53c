// A record as a row of a list (R14): as it is, its key alone, or inside the one member of the row that carries it.
import type { Resource } from "#blueprint/format/resource.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, own } from "#lib/json.ts";
import type { OperationContext } from "../context.ts";
import type { Stored } from "../record-reader.ts";
import { recordSchema } from "../records/fill.ts";
import { validate } from "../request/validate.ts";
import { generatorOptions } from "../generate/options.ts";
import { open, typesOf } from "../schemas.ts";

/** How the records of a list become its rows; worked out once a call. */
export function rowMaker(context: OperationContext, resource: Resource): (record: Stored) => Json {
  const row = rowSchema(context);
  if (!row) return ({ doc }) => doc;
  const types = typesOf(context.schemas, row);
  if (types.length > 0 && types.every((type) => KEYS.has(type)))
    return ({ doc, id }) => {
      const key = own(doc, resource.identity.property) ?? id;
      return validate(context.schemas, row, key, { answered: true }).length === 0 ? key : doc;
    };
  const carrier = carrierIn(context, resource, row);
  return ({ doc }) => (carrier === undefined ? doc : { [carrier]: doc });
}

const KEYS = new Set(["string", "integer", "number", "null"]);

function rowSchema(context: OperationContext): Schema | undefined {
  const { envelope, schema } = context.details.answer;
  if (envelope.kind !== "list") return undefined;
  let here = open(context.schemas, schema);
  for (const name of envelope.path) here = open(context.schemas, here.properties?.[name]);
  return here.items && open(context.schemas, here.items);
}

/** The only member of a row, where it is an object with most of the record's members, and the record has none called so. */
function carrierIn(context: OperationContext, resource: Resource, row: Schema): string | undefined {
  const [name, ...others] = Object.keys(row.properties ?? {});
  if (name === undefined || others.length > 0) return undefined;
  const known = recordSchema(generatorOptions(context), resource).properties ?? {};
  const inner = Object.keys(open(context.schemas, row.properties?.[name]).properties ?? {});
  const shared = inner.filter((one) => own(known, one) !== undefined).length;
  return own(known, name) === undefined && shared * 2 > inner.length ? name : undefined;
}
