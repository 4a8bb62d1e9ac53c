// Members that tell something of another record: its id, or what stands in it under the same name (`customer_email`).
import { type Json, isObject, own } from "#lib/json.ts";
import { flat, wordsOf } from "#lib/words.ts";
import type { Realistic } from "../generate/value.ts";
import type { Stored } from "../record-reader.ts";
import { fitting } from "./fitting.ts";

export function linking(
  resources: readonly string[],
  made: ReadonlyMap<string, readonly Stored[]>,
  linked: ReadonlyMap<string, Stored>,
  inner: Realistic,
): Realistic {
  const names = new Map(resources.map((name) => [flat(name), name]));
  const over = (source: Realistic): Realistic => ({
    value(name, schema, random) {
      const resource = namedBy(names, name);
      const target = made.get(resource);
      if (target && target.length > 0) return (linked.get(resource) ?? random.pick(target))?.id;
      const told = toldOf(linked, name);
      const text =
        typeof told === "string" ? fitting(schema, [told, told.toLowerCase(), told.toUpperCase()]) : told;
      return text ?? source.value(name, schema, random);
    },
    within: (name, members, isItem) => over(source.within(name, members, isItem)),
  });
  return over(inner);
}

/** The resource whose ids a member holds: `inviter_user_id` has a user's, too. */
function namedBy(names: ReadonlyMap<string, string>, member: string): string {
  const words = wordsOf(member);
  if (!/^(id|sid|uuid)$/.test(words.pop() ?? "")) return "";
  for (let i = 0; i < words.length; i++) {
    const found = names.get(words.slice(i).join(""));
    if (found !== undefined) return found;
  }
  return "";
}

/** What a linked record has under the rest of the name; its currency is also this record's. */
function toldOf(linked: ReadonlyMap<string, Stored>, name: string): Json | undefined {
  const words = wordsOf(name);
  for (const [resource, { doc }] of linked) {
    const ofIt = wordsOf(resource);
    const rest = ofIt.every((word, i) => words[i] === word) ? words.slice(ofIt.length) : words;
    if (rest.length === words.length && words.join(" ") !== "currency") continue;
    const member = Object.keys(doc).find((one) => wordsOf(one).join(" ") === rest.join(" "));
    const value = own(doc, member ?? "");
    if (value !== undefined && value !== null && !isObject(value) && !Array.isArray(value)) return value;
  }
  return undefined;
}
