// English names as APIs write them: singular, plural, and the cases of identifiers. Pure.

import pluralize from "pluralize";

/** Words that APIs use as they are, or that end in what only looks like a plural. */
const OWN: Record<string, string> = {
  axes: "axis",
  axis: "axis",
  criteria: "criteria",
  data: "data",
  k8s: "k8s",
  media: "media",
  metadata: "metadata",
  redis: "redis",
  sms: "sms",
};

/** Documents and seed records ask for the same few names all the time. */
const words = new Map<string, readonly string[]>();
const singulars = new Map<string, string>();
const MOST_KNOWN = 5000;
const LONGEST_KNOWN = 64;

function remembered<Value>(known: Map<string, Value>, text: string, make: (text: string) => Value): Value {
  const before = known.get(text);
  if (before !== undefined || text.length > LONGEST_KNOWN) return before ?? make(text);
  if (known.size >= MOST_KNOWN) known.clear();
  const made = make(text);
  known.set(text, made);
  return made;
}

/** `line-items` → `line-item`, `companies` → `company`; words without a plural stay. */
export const singular = (word: string): string => remembered(singulars, word, singularOf);

function singularOf(word: string): string {
  const parts = /^(.*[^A-Za-z])?([A-Za-z]+)$/.exec(word);
  if (!parts) return word;
  const head = parts[1] ?? "";
  const last = parts[2] ?? "";
  const camel = /^(.*[a-z])([A-Z][a-z]+)$/.exec(last);
  if (camel) return head + (camel[1] ?? "") + singularWord(camel[2] ?? "");
  return head + singularWord(last);
}

function singularWord(word: string): string {
  if (/^[A-Z]+$/.test(word)) return word;
  const lower = word.toLowerCase();
  const own = OWN[lower];
  if (own === undefined) return pluralize.singular(word);
  return word[0] === lower[0] ? own : own[0]?.toUpperCase() + own.slice(1);
}

/** The words of an identifier in any case: `invoiceItemId`, `invoice_item-id` → invoice, item, id. */
export const wordsOf = (name: string): readonly string[] => remembered(words, name, cutWords);

const cutWords = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());

export const snake = (name: string): string => wordsOf(name).join("_");

/** A name with case and separators gone, to compare `PageSize`, `page_size` and `pageSize`. */
export const flat = (name: string): string => name.replace(/[^A-Za-z0-9]+/g, "").toLowerCase();

export const slugify = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
