// JSON columns read back: by the schema of what is stored there. What does not fit was never written by this code: it throws. A
// value that one function alone writes, from a value of that very type, is read by `z.custom`.
import { z } from "zod";
import { type Json, type JsonObject, isObject } from "./json.ts";

export const readColumn = <T extends z.ZodType>(schema: T, text: string): z.infer<T> =>
  schema.parse(JSON.parse(text));

export const StringList = z.array(z.string());
export const HeaderList = z.array(z.tuple([z.string(), z.string()]));

/** A record's document. That it is an object is all that is checked: its members are the API's, and it may be large. */
export function readStoredDocument(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error("a stored document is no object");
  return value;
}

/** Any JSON text as what it is. */
export const parseJson = (text: string): Json => JSON.parse(text) as Json;
