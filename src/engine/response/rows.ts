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

/** The one member of a row that is an object with most of the record's members, where the record has none of the row's. */
function carrierIn(context: OperationContext, resource: Resource, row: Schema): string | undefined {
  const names = Object.keys(row.properties ?? {});
  const known = recordSchema(generatorOptions(context), resource).properties ?? {};
  if (names.some((name) => own(known, name) !== undefined)) return undefined;
  const carriers = names.filter((name) => {
    const inner = Object.keys(open(context.schemas, row.properties?.[name]).properties ?? {});
    return inner.filter((one) => own(known, one) !== undefined).length * 2 > inner.length;
  });
  return carriers.length === 1 ? carriers[0] : undefined;
}
