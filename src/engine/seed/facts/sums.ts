// What must add up inside one object: totals over its list of items, counts over its lists, the smaller and the larger of a pair.
import { type Json, type JsonObject, isObject, own } from "#lib/json.ts";
import { flat, singular, wordsOf } from "#lib/words.ts";

export type Expected = { name: string; value: number };

const number = (value: Json | undefined): number | undefined =>
  typeof value === "number" ? value : undefined;
const numbersIn = (object: JsonObject): string[] =>
  Object.keys(object).filter((name) => typeof own(object, name) === "number");
/** The first member with one of these names that is a number. */
const byFlat = (object: JsonObject, ...names: readonly string[]): string | undefined => {
  const known = new Map(numbersIn(object).map((name) => [flat(name), name]));
  return names.map((name) => known.get(name)).find((name) => name !== undefined);
};

const QUANTITY = ["quantity", "qty"];
const UNIT = ["unitprice", "unitamount", "unitcost", "priceperunit", "priceeach"];
const LINE = ["linetotal", "amount", "total", "totalprice", "totalamount", "subtotal", "lineamount"];
const LISTS =
  /^(line ?items|items|lines|order ?items|order ?lines|invoice ?lines|invoice ?items|line|products|cart ?items|entries)$/;
const ADDED = [
  "tax",
  "taxamount",
  "totaltax",
  "vat",
  "shipping",
  "shippingcost",
  "shippingamount",
  "tip",
  "fee",
  "fees",
];
const TAKEN = ["discount", "discountamount", "totaldiscount", "discounttotal"];
const TOTALS = ["total", "totalamount", "grandtotal", "totalprice", "amounttotal", "ordertotal", "totalcost"];
const SUBTOTALS = ["subtotal", "subtotalamount", "amountsubtotal", "subtotalprice", "itemstotal"];

/** What a line costs, and a total over lines: in the order in which they follow from each other. */
export function expectedTotals(object: JsonObject): Expected[] {
  const found: Expected[] = [];
  const quantity = number(own(object, byFlat(object, ...QUANTITY) ?? ""));
  const unit = number(own(object, byFlat(object, ...UNIT) ?? ""));
  const line = quantity === undefined || unit === undefined ? undefined : byFlat(object, ...LINE);
  if (line !== undefined && number(own(object, line)) !== undefined)
    found.push({ name: line, value: round((quantity ?? 0) * (unit ?? 0)) });
  const lines = linesOf(object);
  const subtotalName = byFlat(object, ...SUBTOTALS);
  const totalName = byFlat(object, ...TOTALS);
  if (lines !== undefined && subtotalName !== undefined && number(own(object, subtotalName)) !== undefined)
    found.push({ name: subtotalName, value: lines });
  const subtotal = lines ?? number(own(object, subtotalName ?? ""));
  if (subtotal === undefined || totalName === undefined || totalName === line) return found;
  if (number(own(object, totalName)) === undefined) return found;
  const sumOf = (names: readonly string[]): number =>
    [...new Set(names.map((name) => byFlat(object, name)))].reduce(
      (sum, name) => sum + (number(own(object, name ?? "")) ?? 0),
      0,
    );
  const first = (names: readonly string[]): number =>
    number(own(object, byFlat(object, ...names) ?? "")) ?? 0;
  const tax = first(ADDED.slice(0, 4));
  const others = first(ADDED.slice(4, 7)) + sumOf(ADDED.slice(7));
  return [...found, { name: totalName, value: round(subtotal + tax + others - first(TAKEN)) }];
}

/** The sum over the one list of lines that all have an amount. */
function linesOf(object: JsonObject): number | undefined {
  const lists = Object.entries(object).filter(
    ([name, value]) => Array.isArray(value) && value.length > 0 && LISTS.test(wordsOf(name).join(" ")),
  );
  const [only, another] = lists;
  if (!only || another || !Array.isArray(only[1])) return undefined;
  let sum = 0;
  for (const line of only[1]) {
    const amount = isObject(line) ? amountOf(line) : undefined;
    if (amount === undefined) return undefined;
    sum += amount;
  }
  return round(sum);
}

function amountOf(line: JsonObject): number | undefined {
  const name = byFlat(line, ...LINE);
  if (name !== undefined) return number(own(line, name));
  const unit = number(own(line, byFlat(line, ...UNIT, "price") ?? ""));
  const quantity = byFlat(line, ...QUANTITY);
  return unit === undefined
    ? undefined
    : round(unit * (quantity === undefined ? 1 : (number(own(line, quantity)) ?? 1)));
}

const round = (value: number): number => Number(value.toFixed(4));

/** `items_count` and `item_count` beside `items`. */
export function expectedCounts(object: JsonObject): Expected[] {
  const lists = new Map(
    Object.entries(object).flatMap(([name, value]) =>
      Array.isArray(value) ? [[wordsOf(name).map(singular).join(" "), value.length] as const] : [],
    ),
  );
  if (lists.size === 0) return [];
  return numbersIn(object).flatMap((name) => {
    const counted = /^(?:num(?:ber)? (?:of )?|count of )(.+)$|^(.+) (?:count|num)$/.exec(
      wordsOf(name).join(" "),
    );
    const what = (counted?.[1] ?? counted?.[2] ?? "").split(" ").map(singular).join(" ");
    const length = lists.get(what);
    return length === undefined ? [] : [{ name, value: length }];
  });
}

const SMALLER: Readonly<Record<string, readonly string[]>> = {
  min: ["max"],
  minimum: ["maximum"],
  low: ["high"],
  lower: ["upper", "higher"],
  lowest: ["highest"],
  smallest: ["largest"],
};

/** Pairs of members of which the first must not be larger. */
export function pairsOf(object: JsonObject): (readonly [string, string])[] {
  const byWords = new Map(numbersIn(object).map((name) => [wordsOf(name).join(" "), name]));
  return [...byWords].flatMap(([words, smaller]) =>
    words.split(" ").flatMap((word, i, all) => {
      const larger = (own(SMALLER, word) ?? [])
        .map((one) => byWords.get(all.with(i, one).join(" ")))
        .find((one) => one !== undefined);
      const isPair =
        larger !== undefined &&
        typeof own(object, smaller) === "number" &&
        typeof own(object, larger) === "number";
      return isPair ? [[smaller, larger] as const] : [];
    }),
  );
}

const PERCENT = /\b(percent|percentage|pct)\b/;
const COUNTED = /\b(count|quantity|qty|num|number of|size|bytes|duration|width|height|age)\b/;

/** Bounds that a number has by its name alone. */
export function boundsOf(name: string): { low: number; high: number } | undefined {
  const words = wordsOf(name).join(" ");
  if (PERCENT.test(words) && !/\b(change|growth|delta|markup|increase|difference)\b/.test(words))
    return { low: 0, high: 100 };
  return COUNTED.test(words) ? { low: 0, high: Infinity } : undefined;
}
