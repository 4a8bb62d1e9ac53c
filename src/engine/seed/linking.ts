// Members that tell something of another record: its id, or what stands in it under the same name (`customer_email`).
import { type Json, type JsonObject, isObject, own } from "#lib/json.ts";
import { wordsOf } from "#lib/words.ts";
import type { Realistic } from "../generate/value.ts";
import type { Stored } from "../record-reader.ts";
import { fitting } from "./fitting.ts";

export function linking(
  /** Resources by their names in small letters without separators. */
  names: ReadonlyMap<string, string>,
  made: ReadonlyMap<string, readonly Stored[]>,
  linked: ReadonlyMap<string, Stored>,
  inner: Realistic,
): Realistic {
  const told = [...linked].map(([resource, { doc }]) => ({ words: wordsOf(resource), doc }));
  const over = (source: Realistic): Realistic => ({
    value(name, schema, random) {
      const resource = namedBy(names, name);
      const target = made.get(resource);
      if (target && target.length > 0) return (linked.get(resource) ?? random.pick(target))?.id;
      const value = toldOf(told, name);
      const text =
        typeof value === "string"
          ? fitting(schema, [value, value.toLowerCase(), value.toUpperCase()])
          : value;
      return text ?? source.value(name, schema, random);
    },
    within: (name, members, isItem) => over(source.within(name, members, isItem)),
  });
  return over(inner);
}

/** The resource whose ids a member holds: `inviter_user_id` has a user's, too. */
function namedBy(names: ReadonlyMap<string, string>, member: string): string {
  const all = wordsOf(member);
  if (!/^(id|sid|uuid)$/.test(all.at(-1) ?? "")) return "";
  const words = all.slice(0, -1);
  for (let i = 0; i < words.length; i++) {
    const found = names.get(words.slice(i).join(""));
    if (found !== undefined) return found;
  }
  return "";
}

/** What a linked record has under the rest of the name; its currency is also this record's. */
function toldOf(
  linked: readonly { words: readonly string[]; doc: JsonObject }[],
  name: string,
): Json | undefined {
  if (linked.length === 0) return undefined;
  const words = wordsOf(name);
  for (const { words: ofIt, doc } of linked) {
    const rest = ofIt.every((word, i) => words[i] === word) ? words.slice(ofIt.length) : words;
    if (rest.length === words.length && words.join(" ") !== "currency") continue;
    const member = Object.keys(doc).find((one) => wordsOf(one).join(" ") === rest.join(" "));
    const value = own(doc, member ?? "");
    if (value !== undefined && value !== null && !isObject(value) && !Array.isArray(value)) return value;
  }
  return undefined;
}
