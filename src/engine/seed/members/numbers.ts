// Numbers by the words of the member that they stand in: in the range of what they count or measure, and spread over the bounds of the
// schema where it has its own.
import type { Schema } from "#blueprint/format/schema.ts";
import type { Random } from "#lib/random.ts";
import type { Scene } from "../scene.ts";

/** `skew`: how many more small ones there are than large ones. `step`: what a value is a multiple of. */
type Range = { low: number; high: number; skew?: number; step?: number; whole?: boolean };
type Measured = { words: string; scene: Scene; random: Random; schema: Schema };

const HOUSES = /\b(house|home|apartment|property|listing|real estate|mortgage|villa)\b/;
const LENDING =
  /\b(loan|deal|funding|funded|mortgage|advance|application|credit|budget|grant|investment|capital)\b/;

const BY_WORDS: readonly (readonly [RegExp, Range])[] = [
  [/\b(tax|vat)\b.*\b(percent|percentage|pct|rate)$|^tax percentage$/, { low: 5, high: 25, step: 0.5 }],
  [
    /\b(percent|percentage|pct|progress|completion|completeness|confidence)\b/,
    { low: 0, high: 100, step: 0.5 },
  ],
  [/\b(factor|multiplier)( rate)?$/, { low: 1.1, high: 1.45, step: 0.01 }],
  [/\b(exchange|fx|conversion)( rate)?$/, { low: 0.6, high: 1.6, step: 0.0001 }],
  [/\b(rate|ratio|share|probability|margin|apr|apy|yield)$/, { low: 0.02, high: 0.6, step: 0.001 }],
  [/\b(rating|stars?)$/, { low: 1, high: 5, step: 0.5 }],
  [/\b(score|rank|points?|karma|reputation)$/, { low: 1, high: 100, whole: true }],
  [
    /\b(priority|severity|level|tier|position|order|index|sequence|rank|step|display order|sort)$/,
    { low: 1, high: 9, whole: true },
  ],
  [/\b(year|vintage)$/, { low: 2016, high: 2026, whole: true }],
  [/\b(month|exp month|expiry month)$/, { low: 1, high: 12, whole: true }],
  [/\b(day|day of month)$/, { low: 1, high: 28, whole: true }],
  [/\b(week)$/, { low: 1, high: 52, whole: true }],
  [/\b(hour|hours of day)$/, { low: 0, high: 23, whole: true }],
  [/\b(minute|second)$/, { low: 0, high: 59, whole: true }],
  [/\bage$/, { low: 18, high: 79, whole: true }],
  [/\b(port)$/, { low: 8000, high: 8999, whole: true }],
  [/\b(http|response|status) (code|status)$/, { low: 200, high: 200, whole: true }],
  [/\b(error code)$/, { low: 30001, high: 30008, whole: true }],
  [
    /\b(term|terms?|due|payment|grace|trial|notice|lead|delivery|transit) (days?)$|\bterm$|\bdays\b/,
    { low: 14, high: 180, whole: true },
  ],
  [/\bmonths\b/, { low: 3, high: 36, step: 3, whole: true }],
  [/\byears\b/, { low: 1, high: 10, whole: true }],
  [/\bweeks\b/, { low: 1, high: 12, whole: true }],
  [/\b(hours|nights)\b/, { low: 1, high: 14, whole: true }],
  [/\bminutes\b/, { low: 5, high: 90, step: 5, whole: true }],
  [
    /\b(duration|elapsed|runtime|length|timeout|ttl|latency|delay|interval|expires in|wait)( ms| millis| milliseconds| seconds| secs)?$|\b(seconds|secs)$/,
    { low: 10, high: 900, skew: 2, whole: true },
  ],
  [/\b(ms|millis|milliseconds)$/, { low: 20, high: 2400, skew: 2, whole: true }],
  [
    /\b(size|bytes|file size|content length|memory|storage|disk)( bytes| kb| mb)?$/,
    { low: 2_048, high: 4_800_000, skew: 2, whole: true },
  ],
  [/\b(width|height)( px)?$/, { low: 320, high: 1920, step: 40, whole: true }],
  [/\b(depth|thickness|diameter|radius)$/, { low: 2, high: 120, whole: true }],
  [/\b(weight|mass)( kg| g| grams)?$/, { low: 0.2, high: 32, step: 0.1, skew: 2 }],
  [/\b(distance|mileage|odometer|km|miles)$/, { low: 1, high: 480, skew: 2, step: 0.1 }],
  [/\b(temperature|temp)$/, { low: -4, high: 31, step: 0.1 }],
  [/\b(humidity)$/, { low: 30, high: 90, whole: true }],
  [/\b(altitude|elevation)$/, { low: 2, high: 900, whole: true }],
  [/\b(speed)$/, { low: 5, high: 120, whole: true }],
  [
    /\b(quantity|qty|units?|pieces|seats|guests|adults|rooms|bedrooms|bathrooms|passengers|copies|servings|attempts?|retries|retry|segments?|num segments|nights|installments?|instalments?)( count)?$/,
    { low: 1, high: 12, skew: 2, whole: true },
  ],
  [
    /\b(capacity|max|limit|quota|maximum|stock|inventory|available|on hand)( count| quantity| size)?$/,
    { low: 20, high: 500, step: 5, whole: true },
  ],
  [
    /\b(stargazers|watchers|followers|following|likes|views|visits|plays|downloads|hits|impressions|clicks|opens|visitors|subscribers|sends|sent|recipients|recipient|population|emails sent)( count)?$/,
    { low: 0, high: 5_000, skew: 4, whole: true },
  ],
  [
    /\b(count|num\b.*|number of\b.*|total (count|items|results|records|contacts|members|pages)|counts?|issues|members|items|entries|results|pages?|line|lines|failures|errors|warnings|gists|repos)$|\bnum\b/,
    { low: 0, high: 40, skew: 3, whole: true },
  ],
];

const MONEY =
  /\b(amount|total|price|cost|fee|balance|subtotal|sub total|tax|vat|discount|salary|wage|revenue|income|budget|value|payment|paid|due|deposit|credit|debit|refunded|captured|limit|sum|spend|spent|earnings|commission|tip|gratuity|shipping|charge|premium|rent|gross|net|profit|turnover|sales|unit amount|fare|fine|principal|interest|payout|donation|remaining)\b/;

/** The number that the words ask for; undefined where they ask for nothing that is known. */
export function numberFor(leaf: Measured, isWhole: boolean): number | undefined {
  const range = rangeFor(leaf);
  return range && drawn(withinSchema(range, leaf.schema), leaf.random, isWhole || range.whole === true);
}

/** A number for words that say nothing, in the bounds of the schema. */
export const anyNumber = (schema: Schema, random: Random, isWhole: boolean): number =>
  drawn(withinSchema({ low: 1, high: 60, skew: 2 }, schema), random, isWhole);

function rangeFor({ words, scene }: Measured): Range | undefined {
  const { latitude, longitude } = scene.place();
  if (/\b(lat|latitude)$/.test(words)) return { low: latitude, high: latitude, step: 0.0001 };
  if (/\b(lng|lon|long|longitude)$/.test(words)) return { low: longitude, high: longitude, step: 0.0001 };
  const found = BY_WORDS.find(([pattern]) => pattern.test(words))?.[1];
  if (found) return found;
  return MONEY.test(words) ? moneyFor(`${scene.noun} ${words}`) : undefined;
}

/** Money by what it is paid for. Whole numbers may be cents or units of the currency: both read well. */
function moneyFor(what: string): Range {
  if (/\b(monthly|annual|yearly) (revenue|sales|turnover)|\brevenue\b|\bturnover\b/.test(what))
    return { low: 8_000, high: 240_000, skew: 2, step: 500 };
  if (HOUSES.test(what)) return { low: 900, high: 420_000, skew: 2, step: 100 };
  if (/\b(salary|wage|income)\b/.test(what)) return { low: 28_000, high: 120_000, step: 500 };
  if (/\b(sms|mms|message|call|minute)\b/.test(what)) return { low: 0.005, high: 0.4, skew: 2, step: 0.0005 };
  if (/\b(tip|fee|tax|vat|shipping|discount|commission|interest)\b/.test(what))
    return { low: 1, high: 60, skew: 2, step: 0.05 };
  if (LENDING.test(what)) return { low: 5_000, high: 180_000, skew: 2, step: 500 };
  if (/\b(unit price|unit amount|price|item|product|line)\b/.test(what))
    return { low: 5, high: 480, skew: 3, step: 0.5 };
  return { low: 12, high: 4_800, skew: 3, step: 0.5 };
}

/** The range where the schema allows some of it, else the schema's own bounds. */
function withinSchema(range: Range, schema: Schema): Range {
  const least =
    schema.minimum ??
    (schema.exclusiveMinimum === undefined ? -Infinity : above(schema, schema.exclusiveMinimum));
  const most =
    schema.maximum ??
    (schema.exclusiveMaximum === undefined
      ? Infinity
      : schema.exclusiveMaximum - (isWholeOnly(schema) ? 1 : 0.01));
  const low = Math.max(range.low, least);
  const high = Math.min(range.high, most);
  if (low <= high) return { ...range, low, high };
  const from = Number.isFinite(least) ? least : most - 100;
  return {
    low: from,
    high: Number.isFinite(most) ? most : from + 100,
    skew: 2,
    ...(range.whole ? { whole: true } : {}),
  };
}

const isWholeOnly = (schema: Schema): boolean => schema.type?.includes("integer") ?? false;
const above = (schema: Schema, bound: number): number => bound + (isWholeOnly(schema) ? 1 : 0.01);

function drawn({ low, high, skew = 1, step }: Range, random: Random, isWhole: boolean): number {
  const value = low + random.next() ** skew * (high - low);
  const unit = isWhole ? Math.max(1, Math.round(step ?? 1)) : (step ?? 0.01);
  const stepped = Math.round(value / unit) * unit;
  const kept = stepped < low || stepped > high ? (isWhole ? Math.ceil(low) : low) : stepped;
  return Number(kept.toFixed(4));
}
