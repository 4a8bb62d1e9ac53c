// English names as APIs write them: singular, plural, and the cases of identifiers. Pure.

const IRREGULAR: Record<string, string> = {
  people: "person",
  children: "child",
  men: "man",
  statuses: "status",
  aliases: "alias",
  addresses: "address",
  analyses: "analysis",
  indices: "index",
  data: "data",
  media: "media",
  news: "news",
  series: "series",
  sms: "sms",
};

/** `line-items` → `line-item`, `companies` → `company`; words without a plural stay. */
export function singular(word: string): string {
  const parts = /^(.*[^A-Za-z])?([A-Za-z]+)$/.exec(word);
  if (!parts) return word;
  const head = parts[1] ?? "";
  const last = parts[2] ?? "";
  const camel = /^(.*[a-z])([A-Z][a-z]+)$/.exec(last);
  if (camel) return head + (camel[1] ?? "") + singularWord(camel[2] ?? "");
  return head + singularWord(last);
}

function singularWord(word: string): string {
  const lower = word.toLowerCase();
  const irregular = IRREGULAR[lower];
  if (irregular !== undefined)
    return word[0] === lower[0] ? irregular : irregular[0]?.toUpperCase() + irregular.slice(1);
  if (/(ss|us|is|ics)$/i.test(word) || word.length < 4)
    return word.length < 4 && /[^s]s$/i.test(word) && word.length > 2 ? word.slice(0, -1) : word;
  if (/ies$/i.test(word)) return `${word.slice(0, -3)}y`;
  if (/(ch|sh|x|z|ss|us)es$/i.test(word)) return word.slice(0, -2);
  if (/s$/i.test(word)) return word.slice(0, -1);
  return word;
}

/** The words of an identifier in any case: `invoiceItemId`, `invoice_item-id` → invoice, item, id. */
export const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());

export const snake = (name: string): string => wordsOf(name).join("_");

/** A name with case and separators gone, to compare `PageSize`, `page_size` and `pageSize`. */
export const flat = (name: string): string => wordsOf(name).join("");

export const slugify = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
