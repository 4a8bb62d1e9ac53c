// Realistic values for seed records, by what a member is called in the record that it belongs to.
import { type Json, textOf } from "#lib/json.ts";
import type { Random } from "#lib/random.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { wordsOf } from "#lib/words.ts";
import { formatTime } from "#lib/clock.ts";
import type { Realistic } from "../generate/value.ts";
import { anyNumber, numberFor } from "./members/numbers.ts";
import { momentForm } from "./facts/moments.ts";
import { fitting } from "./fitting.ts";
import { textsFor } from "./members/texts.ts";
import { type Dealer, type Scene, dealerOf, sceneOf } from "./scene.ts";
import { QUALIFIERS, kindOf } from "./words/kinds.ts";

const DAY = 86_400_000;
const ONE_ADDRESS = /^(uuid|guid|byte|binary|ipv4|ipv6|decimal|time|duration)$/;

/** The source for all records of one tenant: what is made one after another differs. */
export function realisticSource(anchor: number, random: Random): Realistic {
  const deal = dealerOf(random);
  return {
    value: () => undefined,
    within: (name, members) => sourceOf(anchor, sceneOf(name, members, random, deal), deal, false),
  };
}

function sourceOf(anchor: number, scene: Scene, deal: Dealer, isItem: boolean): Realistic {
  return {
    value: (name, schema, random) => valueFor(name, schema, random, anchor, { scene, deal, isItem }),
    within: (name, members, isOne) =>
      sourceOf(anchor, isOne ? scene.item(name, members) : scene.part(name, members), deal, isOne),
  };
}

function valueFor(
  name: string,
  schema: Schema,
  random: Random,
  anchor: number,
  { scene, deal, isItem }: { scene: Scene; deal: Dealer; isItem: boolean },
): Json | undefined {
  const named = wordsOf(name);
  const form = momentForm(name, schema);
  if (form) return formatTime(anchor - random.integer(0, 90) * DAY - random.integer(0, 86_399) * 1000, form);
  if (schema.enum || (schema.format !== undefined && ONE_ADDRESS.test(schema.format))) return undefined;
  const words = named.length === 0 ? scene.noun : named.join(" ");
  const leaf = { words, scene, random, schema };
  const types = schema.type ?? [];
  if (types.includes("integer") || types.includes("number")) {
    const isWhole = types.includes("integer") && !types.includes("number");
    return (
      numberFor(leaf, isWhole) ??
      (schema.example === undefined ? anyNumber(schema, random, isWhole) : undefined)
    );
  }
  if (!types.includes("string")) return undefined;
  const asked = FORMATS[schema.format ?? ""];
  const texts = textsFor(
    asked && !asked.asked.test(words) ? { ...leaf, words: `${words} ${asked.word}` } : leaf,
  );
  const known = fitting(schema, texts);
  if (known !== undefined || asked !== undefined) return known;
  const isMoney = MONEY.test(words);
  const number = isMoney || COUNTED.test(words) ? numberFor(leaf, !isMoney) : undefined;
  if (number !== undefined)
    return fitting(schema, [isMoney ? moneyText(number) : textOf(number), textOf(number)]);
  if (schema.pattern !== undefined || schema.example !== undefined) return undefined;
  // Rather nothing than a text that says nothing, where that is allowed.
  const isKnown = !/^default\b/.test(words) && kindOf(words.split(" ").at(-1) ?? "") !== undefined;
  const part = isKnown ? scene.part(words).title() : undefined;
  return part === undefined && types.includes("null") && !isItem
    ? null
    : fitting(schema, [part ?? `${deal(QUALIFIERS).item ?? ""} ${words.replace(OPEN_END, "")}`]);
}

const MONEY = /\b(amount|price|total|cost|balance|fee|tax)\b/;
const COUNTED = /\b(duration|count|num|quantity|size|segments|media|ttl|length|width|height|weight|depth)\b/;
/** Words that want another one after them. */
const OPEN_END = /( (by|to|from|on|in|of|for|at|with|formatted|text|string))+$/;

const moneyText = (amount: number): string => amount.toFixed(amount < 1 ? 4 : 2);

/** Formats that ask for what a member of such a name has. */
const FORMATS: Readonly<Record<string, { asked: RegExp; word: string }>> = {
  email: { asked: /e ?mail$/, word: "email" },
  "idn-email": { asked: /e ?mail$/, word: "email" },
  uri: { asked: /(url|uri|href|link|website|homepage|avatar|picture|photo|image|logo|icon)$/, word: "url" },
  url: { asked: /(url|uri|href|link|website|homepage|avatar|picture|photo|image|logo|icon)$/, word: "url" },
  hostname: { asked: /(domain|host)$/, word: "domain" },
};
