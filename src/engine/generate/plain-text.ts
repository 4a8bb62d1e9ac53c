// Texts for members that nobody gave and that neither a format, a pattern, a list nor an example describes (end of R25):
// what the name asks for, and never the name itself.
import type { Random } from "#lib/random.ts";
import { BASE62 } from "#lib/bytes.ts";
import { wordsOf } from "#lib/words.ts";

type Maker = (random: Random) => string;

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const says =
  (text: string): Maker =>
  () =>
    text;

/** The first that the words of a name match makes the text. */
const BY_NAME: readonly (readonly [RegExp, Maker])[] = [
  [/\be ?mail( address)?$/, says("someone@example.com")],
  [
    /\b(url|uri|href|link|website|homepage|avatar|picture|logo)$/,
    (random) => `https://example.com/${random.text(LETTERS, 8)}`,
  ],
  [/\b(phone|mobile|fax|telephone)( number)?$/, says("+12025550123")],
  [/\blast ?4$/, (random) => random.text("0123456789", 4)],
  [/\bip(v4)?( address)?$/, (random) => `192.0.2.${random.integer(1, 254)}`],
  [/\b(domain|host ?name|host|domain name)$/, says("example.com")],
  [/\b(first|given) ?name$/, says("Alex")],
  [/\b(last|family) ?name$|\bsurname$/, says("Morgan")],
  [/\buser ?name$|\b(login|handle|nickname)$/, says("alex.morgan")],
  [/\b(full|display|contact|owner) ?name$/, says("Alex Morgan")],
  [/\b(company|organi[sz]ation|business)( name)?$/, says("Example Ltd")],
  [/\bcurrency( code)?$/, says("USD")],
  [/\bcountry( code)?$/, says("US")],
  [/\b(language|locale|lang)( code)?$/, says("en")],
  [/\btime ?zone$/, says("UTC")],
  [/\b(city|town)$/, says("Springfield")],
  [/\b(zip|postal|post)( ?code)?$/, says("12345")],
  [/\b(street|address|line ?1)$/, says("1 Main Street")],
  [/\bfile ?name$/, says("example.txt")],
  [/\b(mime|content|media) ?type$/, says("application/json")],
  [/\bversion$/, says("1.0.0")],
  [/\b(path|directory|folder)$/, says("/example")],
  [/\bcolou?r$/, says("#336699")],
  [/\b(type|kind|mode|category|class|tier|level|scheme)$/, says("standard")],
  [/\b(status|state|phase)$/, says("active")],
  [
    /\b(id|sid|uid|uuid|guid|token|key|secret|hash|e ?tag|signature|fingerprint|checksum|digest|cursor|nonce|reference|ref|serial|arn|password|code)$/,
    (random) => random.text(BASE62, 16),
  ],
  [
    /\b(number|no|count|amount|total|price|quantity|size|duration|length|width|height|age|port)$/,
    (random) => String(random.integer(1, 99)),
  ],
];

export function plainText(name: string, random: Random): string {
  const words = wordsOf(name).join(" ");
  const maker = BY_NAME.find(([pattern]) => pattern.test(words))?.[1];
  return maker ? maker(random) : `example ${words === "" ? "text" : words}`;
}

/** Whether a name says that a moment stands there: `repliedAt`, `created_on`, `expiry_date`. */
export const namesMoment = (name: string): boolean =>
  /\b(date|time|timestamp|datetime)$|\w (at|on)$/.test(wordsOf(name).join(" "));
