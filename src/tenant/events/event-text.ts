// The text of an event as it is stored and sent. A row holds 2 MB and an event may hold a record twice (before and after),
// so a longer payload keeps its structure and has its texts and lists shortened, and says so where it was cut.
import { type Json, type JsonObject, isObject, put } from "#lib/json.ts";
import { utf8Size } from "../store/row-limit.ts";

/** Beside it a row has the names of the event and of its record. */
const MAX_EVENT_BYTES = 1_900_000;
/** What is left of each text and each list, tried in turn. */
const CUTS = [100_000, 10_000, 1000, 100, 10];
const CUT = "… (cut: the event was longer than 2 MB)";

export function eventText(payload: Json): string {
  let text = JSON.stringify(payload);
  for (const most of CUTS) {
    if (text.length <= MAX_EVENT_BYTES / 3 || utf8Size(text) <= MAX_EVENT_BYTES) return text;
    text = JSON.stringify(cut(payload, most));
  }
  return utf8Size(text) <= MAX_EVENT_BYTES ? text : JSON.stringify(CUT);
}

function cut(value: Json, most: number): Json {
  if (typeof value === "string")
    return value.length <= most + CUT.length ? value : value.slice(0, most) + CUT;
  if (Array.isArray(value)) return value.slice(0, most).map((item) => cut(item, most));
  if (!isObject(value)) return value;
  const made: JsonObject = {};
  for (const [name, member] of Object.entries(value)) put(made, name, cut(member, most));
  return made;
}
