// Uploads (R31): what a file says of itself goes into the record, its bytes are stored beside it; a download answers them.
import type { Resource } from "#blueprint/format/resource.ts";
import { type JsonObject, asString, own, put } from "#lib/json.ts";
import { rule } from "#lib/reason.ts";
import { flat } from "#lib/words.ts";
import { generatorOptions } from "../generate/options.ts";
import { type Outcome, type OperationContext, resourceOf } from "../context.ts";
import { recordSchema } from "../records/fill.ts";
import { enterScope, theRecord } from "../records/lookup.ts";
import { sampleFile } from "../response/sample-file.ts";
import { typesOf } from "../schemas.ts";
import type { Effect, Stored } from "../record-reader.ts";

/** The members of a new record that its file gives, unless the caller gave them. */
export function fileMembers(context: OperationContext, resource: Resource, given: JsonObject): JsonObject {
  const file = context.files[0];
  const made: JsonObject = {};
  if (!file) return made;
  for (const [name, schema] of Object.entries(
    recordSchema(generatorOptions(context), resource).properties ?? {},
  )) {
    const types = typesOf(context.schemas, schema);
    const word = flat(name);
    if (own(given, name) !== undefined && own(given, name) !== file.filename) continue;
    if (/^(filename|originalfilename|originalname)$/.test(word) && types.includes("string"))
      put(made, name, file.filename);
    else if (
      /^(bytes|size|filesize|contentlength|sizebytes|bytesize)$/.test(word) &&
      types.includes("integer")
    )
      put(made, name, file.bytes.byteLength);
    else if (/^(contenttype|mimetype|mediatype|mime)$/.test(word) && types.includes("string"))
      put(made, name, file.media);
  }
  const hasName = Object.keys(made).some((name) => /filename|original/.test(flat(name)));
  if (
    !hasName &&
    own(given, "name") === undefined &&
    own(recordSchema(generatorOptions(context), resource).properties ?? {}, "name")
  )
    put(made, "name", file.filename);
  return made;
}

export const keepFile = (context: OperationContext, record: Stored): Effect[] =>
  context.files[0] ? [{ kind: "upload", record, upload: context.files[0] }] : [];

/** The bytes of a record's file. A record that was never uploaded has a small one that says so. */
export function download(context: OperationContext): Outcome {
  const record = theRecord(context, enterScope(context, resourceOf(context)));
  const upload = context.reader.upload(record);
  const name = asString(own(record.doc, "filename")) ?? asString(own(record.doc, "name")) ?? record.id;
  const declared = context.details.answer.media ?? "application/octet-stream";
  const filename = (upload?.filename ?? name).replace(/[^\w.-]/g, "_");
  return {
    status: context.details.answer.status,
    body: undefined,
    bytes: upload?.bytes ?? sampleFile(declared, `Sample content of ${name}`),
    headers: [
      [
        "content-type",
        declared.includes("*") || declared === "application/octet-stream"
          ? (upload?.media ?? "application/octet-stream")
          : declared,
      ],
      ["content-disposition", `attachment; filename="${filename}"`],
    ],
    effects: [],
    reason: rule("downloaded", { resource: record.resource, id: record.id }),
  };
}
