// Texts by the words of the member that they stand in. The first entry that fits makes the text, or several forms of it, of which
// the first that the schema takes is used.
import type { Schema } from "#blueprint/format/schema.ts";
import { BASE62 } from "#lib/bytes.ts";
import type { Random } from "#lib/random.ts";
import { slugify } from "#lib/words.ts";
import type { Scene } from "../scene.ts";
import { sentencesFor } from "./sentences.ts";

export type Leaf = { words: string; scene: Scene; random: Random; schema: Schema };
type Maker = (leaf: Leaf) => string | readonly string[] | undefined;

const HEX = "0123456789abcdef";
const AMONG_ADDRESS =
  /\b(city|town|zip|zip code|postal code|postcode|street|line1|line 1|address|country|country code)$/;
const PERSON_WORDS =
  "full|display|contact|person|real|owner|author|creator|customer|user|patient|employee|driver|guest|member|manager|host|sender|agent|cardholder|card holder|account holder|holder|recipient|signer|student|teacher|doctor|applicant|candidate|client|buyer|seller|passenger|player|artist|from|reply to|beneficiary|payer|payee|billing|shipping|attendee|participant|sales rep|lead|caller|subscriber|to";

const pick =
  (...texts: readonly string[]): Maker =>
  ({ random }) =>
    random.pick(texts);
const slugOf = (leaf: Leaf): string => slugify(leaf.scene.title()) || `entry-${leaf.random.integer(1, 99)}`;
const pageOf = (leaf: Leaf): string =>
  `https://${leaf.scene.kind?.name === "company" ? leaf.scene.company().domain : "www.example.com"}/${slugOf(leaf)}`;
/** What another program is to call, by the member's own words: `voice_fallback_url`. */
const hookOf = ({ words }: Leaf): string =>
  `https://hooks.example.com/${words.replace(/ ?(url|uri|href|link|endpoint)$/, "").replaceAll(" ", "-") || "events"}`;
const imageOf = (leaf: Leaf): string => `https://images.example.com/${slugOf(leaf)}.png`;
const fileOf = (leaf: Leaf): string =>
  `${slugOf(leaf)}.${leaf.random.pick(["pdf", "csv", "png", "docx"]) ?? "pdf"}`;
const code = (leaf: Leaf): string => leaf.random.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8);

/** Whether members of an address stand beside this one: `state` is a region there. */
const isInAddress = ({ scene, words }: Leaf): boolean =>
  /\baddress\b/.test(`${scene.noun} ${words}`) ||
  [...scene.beside].some((one) => AMONG_ADDRESS.test(one) && one !== words);

/** Codes where a code is meant, the name where not: the schema decides which of them fits. */
function country({ scene, words, schema }: Leaf): readonly string[] {
  const { code: alpha2, alpha3, name } = scene.place().country;
  const example = typeof schema.example === "string" ? schema.example : "";
  if (/\bname$/.test(words) || example.length > 3) return [name, alpha2];
  return example.length === 3 || /\b(alpha ?3|iso ?3)\b/.test(words)
    ? [alpha3, alpha2, name]
    : [alpha2, alpha3, alpha2.toLowerCase(), name];
}

function currency({ scene, schema }: Leaf): readonly string[] {
  const upper = scene.place().country.currency;
  const hint = schema.default ?? schema.example;
  const example = typeof hint === "string" ? hint : "";
  return example !== "" && example === example.toLowerCase()
    ? [upper.toLowerCase(), upper]
    : [upper, upper.toLowerCase()];
}

/** Whom a message is from or for, or where a way begins and ends. */
function endpoint(leaf: Leaf): string | undefined {
  const { noun, kind } = leaf.scene;
  const isFrom = /\bfrom$|\borigin$|\bsender$/.test(leaf.words);
  const other = leaf.scene.part(isFrom ? "sender" : "recipient");
  if (/\b(e ?mail|mail|campaign|newsletter|broadcast)\b/.test(noun) || leaf.scene.beside.has("subject"))
    return other.email();
  if (/\b(call|sms|message|fax|text|verification|conversation|number|mms|voice)\b/.test(noun))
    return other.phone();
  if (kind?.name === "trip" || /\b(shipment|parcel|delivery|freight)\b/.test(noun))
    return leaf.scene.part(isFrom ? "origin place" : "destination place").place().city;
  return undefined;
}

const BY_WORDS: readonly (readonly [RegExp, Maker])[] = [
  [/^(code|value|symbol|iso( code)?|iso ?[23]|alpha ?[23]|abbreviation|short name)$/, codeOfKind],
  [
    /\b(mon|tue|wed|thur?|fri|sat|sun|(mon|tues|wednes|thurs|fri|satur|sun)day)\b|\b(opening|business|working) hours?$/,
    openingHours,
  ],
  [/\be ?mails?( address(es)?)?$|^(reply to|cc|bcc)$|^notify\b/, ({ scene }) => scene.email()],
  [/\b(first|given|fore|preferred) ?name$|^fname$/, ({ scene }) => scene.person().first],
  [/\b(last|family|sur|maiden|paternal|maternal) ?name$|^lname$/, ({ scene }) => scene.person().last],
  [/\bmiddle ?(name|initial)$|\binitials?$/, ({ scene }) => scene.person().first.slice(0, 1)],
  [
    /\b(user ?name|login|handle|nick ?name|screen ?name)$/,
    ({ scene }) =>
      scene.kind?.name === "company"
        ? slugify(scene.company().name)
        : [scene.person().user, scene.person().user.replace(".", "-"), scene.person().user.replace(".", "")],
  ],
  [
    /\b(company|companies|business|legal|organi[sz]ation|merchant|dba|employer|vendor|supplier|brand|bank|manufacturer|publisher|issuer|carrier|institution)( legal| trading| business)?( name)?$/,
    ({ scene }) => scene.company().name,
  ],
  [/^full name$/, fullName],
  [/^name$/, nameBeside],
  [new RegExp(`\\b(${PERSON_WORDS}) ?name$`), ({ scene }) => scene.person().full],
  [
    /\b(author|creator|assignee|owner|manager|contact|created by|updated by|modified by|requested by|assigned to|reviewer|approver|attention|signed by|uploaded by|performer|artist|composer|director|instructor|teacher|nominee|cardholder)$/,
    ({ scene }) => scene.person().full,
  ],
  [
    /\b(phone|mobile|fax|telephone|cell|msisdn|whatsapp)( ?number)?s?$|^tel$/,
    ({ scene }) => [scene.phone(), scene.phone().slice(-10)],
  ],
  [/^(from|to|sender|recipient|origin|destination|called|caller)$/, endpoint],
  [
    /\b(street ?address|street|address ?(line ?)?1|line ?1|road|address ?line|mailing address|thoroughfare)$/,
    ({ scene }) => scene.street(),
  ],
  [
    /\b(address ?(line ?)?[23]|line ?[23]|apartment|suite|building)( number)?$/,
    pick("Suite 200", "Floor 3", "Unit 14", "Building B"),
  ],
  [
    /\b(formatted address|full address|address)( text)?$/,
    ({ scene }) => `${scene.street()}, ${scene.place().postalCode} ${scene.place().city}`,
  ],
  [
    /\b(city|town|locality|municipality|suburb|village|place of birth|birth ?place)$/,
    ({ scene }) => scene.place().city,
  ],
  [
    /\b(region|province|state|county|prefecture)( code| name)?$|\badministrative area( level)?$/,
    (leaf) => {
      const { region, regionCode } = leaf.scene.place();
      if (/state/.test(leaf.words) && !/name$|code$/.test(leaf.words) && !isInAddress(leaf)) return undefined;
      return leaf.words.endsWith("code") || leaf.schema.maxLength === 2
        ? [regionCode, region]
        : [region, regionCode];
    },
  ],
  [
    /\b(zip|postal|post)( ?code)?$|\bpostcode$/,
    ({ scene }) => [scene.place().postalCode, scene.place().postalCode.replace(/\D/g, "")],
  ],
  [
    /\b(calling|dialing|dial|phone) ?(country )?(code|prefix)$|\bcountry calling code$/,
    ({ scene }) => [`+${scene.place().country.callingCode}`, scene.place().country.callingCode],
  ],
  [/\b(country|nationality|citizenship)( of \w+| \w+)?( code| name)?$|\biso country$/, country],
  [/\b(time ?zone|tz)( name| id)?$/, ({ scene }) => scene.place().timeZone],
  [
    /\b(language|locale|lang)( code| tag)?s?$/,
    ({ scene, schema, words }) => {
      const { locale } = scene.place().country;
      const isLong = typeof schema.example === "string" ? /[-_]/.test(schema.example) : /locale/.test(words);
      return isLong ? [locale, locale.slice(0, 2)] : [locale.slice(0, 2), locale];
    },
  ],
  [/\bcurrency( code| iso| symbol)?$|\bprice unit$/, currency],
  [/\b(lat|latitude)$/, ({ scene }) => String(scene.place().latitude)],
  [/\b(lng|lon|long|longitude)$/, ({ scene }) => String(scene.place().longitude)],
  [/\blocation$/, ({ scene }) => `${scene.place().city}, ${scene.place().region}`],
  [
    /\bstatement descriptor( suffix)?$/,
    ({ scene }) => scene.company().domain.split(".")[0]?.replaceAll("-", " ").toUpperCase(),
  ],
  [/^encoding$|\bcharset$/, pick("utf-8", "base64")],
  [/\b(default )?branch( name)?$|\bcommitish$/, pick("main")],
  [/\bpermissions?$/, pick("read", "write", "admin")],
  [/\bindustry$|\b(business )?(sector|vertical|trade)$/, ({ scene }) => scene.company().trade.industry],
  [
    /\bdepartment$|\bteam$/,
    pick("Finance", "Operations", "Customer Support", "Engineering", "Marketing", "Sales"),
  ],
  [
    /\b(job ?title|job|position|occupation|profession|role)( name)?$/,
    pick(
      "Operations Manager",
      "Accountant",
      "Sales Representative",
      "Software Engineer",
      "Office Manager",
      "Warehouse Lead",
      "Designer",
    ),
  ],
  [/\b(gender|sex)$/, pick("female", "male", "nonbinary")],
  [
    /\b(user ?agent|browser)$/,
    pick(
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
    ),
  ],
  [
    /\bip(v4)?( addr(ess)?)?( signup| opt)?$|\bip (signup|opt)$/,
    ({ random }) => `${random.pick(["192.0.2", "198.51.100", "203.0.113"]) ?? ""}.${random.integer(1, 254)}`,
  ],
  [/\bmac( address)?$/, ({ random }) => `00:00:5e:00:53:${random.text(HEX, 2)}`],
  [
    /\b(avatar|picture|photo|image|logo|icon|thumbnail|cover|poster|banner|gravatar)s?( urls?| uri| src| link| href)?$/,
    imageOf,
  ],
  [
    /\b(website|homepage|home page|blog|web site|web)( url)?$/,
    ({ scene }) => `https://${scene.company().domain}`,
  ],
  [
    /\b(callback|webhook|hook|fallback|voice|sms|notify|notification|redirect|success|cancel|return|status) ?(url|uri|link|endpoint|callback)s?$|^callback$|^endpoint$/,
    hookOf,
  ],
  [/\b(url|uri|href|link|permalink|src|endpoint|webhook)s?$/, pageOf],
  [/\b(domain|host ?name|host|fqdn|domain name)s?$/, ({ scene }) => scene.company().domain],
  [/\b(file|document|attachment|original|object) ?name$|\bfile$/, fileOf],
  [/\b(mime|content|media) ?type$/, pick("application/pdf", "image/png", "text/csv")],
  [/\b(extension|file ?type)$/, pick("pdf", "png", "csv")],
  [/\b(file ?path|path|directory|folder|location key)$/, (leaf) => `/${slugOf(leaf)}`],
  [
    /\b(version|revision)( number| name)?$/,
    ({ random }) => `${random.integer(1, 4)}.${random.integer(0, 9)}.${random.integer(0, 9)}`,
  ],
  [
    /\b(sku|product code|part number|item number|model number|item code)$/,
    ({ random }) => `${random.text("ABCDEFGHKLMNPRSTVW", 3)}-${random.text("0123456789", 4)}`,
  ],
  [/\b(vin)$/, ({ random }) => random.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 17)],
  [
    /\b(license|licence|number) plate$/,
    ({ random }) => `${random.text("ABCDEFGHKLMNPRSTVW", 3)} ${random.text("0123456789", 4)}`,
  ],
  [/\b(isbn)( 1[03])?$/, ({ random }) => `978${random.text("0123456789", 10)}`],
  [
    /\b(tracking|order|invoice|po|purchase order|receipt|reference|confirmation|booking|case|ticket|account|customer|policy|contract|batch|transaction|document|check|flight|room|serial|routing|registration|tax|vat)( id)? ?(number|no|ref|code|reference)$|\b(reference|ref)$|\bnumber$/,
    (leaf) => [
      `${leaf.random.text("ABCDEFGHKLMNPRSTVW", 2)}-${leaf.random.text("0123456789", 6)}`,
      leaf.random.text("0123456789", 8),
      leaf.random.text("0123456789", 4),
    ],
  ],
  [/\blast ?(4|four)( digits)?$/, ({ random }) => random.text("0123456789", 4)],
  [/\b(card brand|card network|network|brand)$/, pick("visa", "mastercard", "amex")],
  [
    /\b(sha|sha1|sha256|md5|hash|checksum|digest|fingerprint|etag|commit)$/,
    ({ random }) => random.text(HEX, 40),
  ],
  [
    /\b(colou?r)( code| hex)?$/,
    ({ random }) => [
      `#${random.pick(["336699", "2f855a", "c05621", "6b46c1", "b83280"]) ?? ""}`,
      random.pick(["336699", "2f855a"]) ?? "",
      random.pick(["blue", "green", "orange"]) ?? "",
    ],
  ],
  [
    /\b(slug|key|alias|short ?name|machine name|identifier|tag name)$/,
    (leaf) => [slugOf(leaf), slugOf(leaf).replaceAll("-", "_"), slugOf(leaf).replaceAll("-", "")],
  ],
  [
    /\b(ids?|sids?|uid|uuid|guid|token|secret|signature|cursor|nonce|arn|password|secrets?)$/,
    ({ random }) => random.text(BASE62.toLowerCase().slice(0, 36), 14),
  ],
  [
    /\b(promo|coupon|discount|voucher|gift|access|invite|referral|postal|airport|verification)? ?code$/,
    (leaf) => [code(leaf), code(leaf).slice(0, 4)],
  ],
  [
    /\btags?$|\blabels?$|\bkeywords?$|\bcategor(y|ies)$|\bgenres?$|\btopics?$|\binterests?$|\bsegment$/,
    (leaf) => leaf.scene.item("tag", []).title(),
  ],
  [
    /^(name|title|subject|headline|heading|label|display|summary|display name|friendly name|subject line|nickname|alt|caption|long name|english name|text name|public name)$/,
    ({ scene }) => scene.title(),
  ],
  [
    /\b(subject|subject line|headline|title|heading)$/,
    ({ scene }) => (scene.kind?.name === "campaign" ? scene.title() : scene.part("message").title()),
  ],
  [/\b(html|html body|body html)$/, (leaf) => `<p>${sentencesFor(leaf)}</p>`],
  [/\b(size|dimensions?)$/, pick("S", "M", "L", "XL")],
  [/\bunits?( of measure| label| name)?$|\buom$/, pick("piece", "kg", "hour", "m")],
  [/\b(material)$/, pick("oak", "wool", "steel", "cotton")],
  [/\b(salutation|honorific)$|^(name )?prefix$/, pick("Ms", "Mr", "Dr")],
  [/^payment method( type)?$/, pick("card", "bank_transfer")],
  [/^(contact |delivery |preferred )?(method|channel|medium)$/, pick("email", "phone", "web")],
  [/\b(direction)$/, pick("inbound", "outbound")],
  [
    /^(lead |traffic |sign ?up |event |data )?(source|origin|platform|referrer)$/,
    pick("web", "import", "mobile", "api"),
  ],
  [/\b(type|kind|mode|category|class|tier|level|scheme)$/, pick("standard", "basic", "extended")],
  [/\b(status|state|phase|stage|condition|health)$/, pick("active", "pending", "active")],
  [/\b(priority|severity|importance|urgency)$/, pick("low", "normal", "high")],
  [/\b(frequency|interval|period|recurrence|cadence)$/, pick("monthly", "weekly", "yearly")],
  [/\b(cron|schedule)$/, pick("0 6 * * *", "15 2 * * 1", "0 9 1 * *")],
  [/\bapi version$/, pick("2026-03-01")],
  [/\b(operator|comparator|op)$/, pick("equals", "greater_than", "contains")],
  [
    /\b(formula|expression|query|sql|filter|selector|xpath|pattern|regex)$/,
    pick("status = 'open'", "amount > 100", "country = 'DE'"),
  ],
  [/^value$/, ({ scene }) => (scene.beside.has("ttl") ? "v=spf1 include:mail.example.com ~all" : undefined)],
  [/\bvalue$/, (leaf) => leaf.scene.item("tag", []).title()],
  [
    /\b(description|details?|notes?|comments?|body|texts?|content|messages?|bio|about|reason|instructions?|summary|abstract|overview|remarks?|explanation|feedback|reply|answer|review|memo|info|information|terms|purpose|history|plain text|use of funds|caption|help text|hint|disclaimer|footer|introduction|snippet|preview|preview text|excerpt|quote|question|prompt|error|warning|permission reminder|transcript|biography|tagline|statement descriptor|directions|usage)$/,
    sentencesFor,
  ],
  [/\bname$/, (leaf) => leaf.scene.part(leaf.words.replace(/ ?name$/, "")).title()],
];

/** What a country, a currency or a language is short for. */
function codeOfKind(leaf: Leaf): string | readonly string[] | undefined {
  const { country: land } = leaf.scene.place();
  if (leaf.scene.kind?.name === "currency")
    return leaf.words === "symbol" ? land.currencySymbol : currency(leaf);
  if (leaf.scene.kind?.name === "language") return land.locale.slice(0, 2);
  return leaf.scene.kind?.name === "country" ? country(leaf) : undefined;
}

function openingHours({ words }: Leaf): readonly string[] {
  if (/\b(from|open|opens|start)$/.test(words)) return [/\bpm\b/.test(words) ? "13:00" : "08:00"];
  if (/\b(to|until|close|closes|end)$/.test(words)) return [/\bam\b/.test(words) ? "12:00" : "18:00"];
  return ["09:00–18:00", "9-18"];
}

/** A repository's full name has its owner before it; a person's is theirs. */
function fullName({ scene }: Leaf): string {
  if (scene.kind?.name === "repository") return `${slugify(scene.company().name)}/${scene.title()}`;
  return scene.kind === undefined || scene.kind.name === "person" ? scene.person().full : scene.title();
}

/** Who a name belongs to that stands beside what is told of people, or of hosts. */
function nameBeside({ scene, random }: Leaf): string | undefined {
  if (scene.beside.has("ttl")) return random.pick(["send", "mail", "_dmarc"]);
  const isContact = ["email", "phone", "address", "date"].filter((one) => scene.beside.has(one)).length > 0;
  return scene.kind === undefined && isContact ? scene.person().full : undefined;
}

/** What the words ask for, in the order of preference; nothing where they ask for nothing that is known. */
export function textsFor(leaf: Leaf): readonly string[] {
  const prefixed = partOf(leaf);
  for (const [pattern, make] of BY_WORDS) {
    if (!pattern.test(leaf.words)) continue;
    const made = make(prefixed);
    if (made !== undefined) return typeof made === "string" ? [made] : made;
  }
  return [];
}

/** `owner_email` is told by the record's owner, and `billing_city` by the record itself. */
function partOf(leaf: Leaf): Leaf {
  const parts =
    /^(.+) (name|full name|first name|last name|e ?mail|e ?mail address|phone|phone number|user ?name|login|company|address|city|country)$/.exec(
      leaf.words,
    );
  const head = parts?.[1];
  if (
    head === undefined ||
    /^(first|last|full|display|middle|given|family|user|file|company|business|legal)$/.test(head)
  )
    return leaf;
  const scene = leaf.scene.part(head);
  return scene.kind?.name === "person" || scene.kind?.name === "company"
    ? { ...leaf, scene: { ...scene, beside: leaf.scene.beside } }
    : leaf;
}
