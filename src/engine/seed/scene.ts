// What the members of one record have in common: a person, a company, a place and the name of the thing. Each is chosen when it is
// first asked for, and stays the same for the whole record.
import type { Random } from "#lib/random.ts";
import { singular, slugify, wordsOf } from "#lib/words.ts";
import { COMPANY_NAMES, TRADES, type Trade } from "./words/companies.ts";
import { type Kind, QUALIFIERS, kindOf } from "./words/kinds.ts";
import { type Person, personAt } from "./words/people.ts";
import {
  ONE_OF_EACH,
  ONE_OF_EACH_CURRENCY,
  ONE_OF_EACH_LANGUAGE,
  PLACES,
  type Place,
  languageOf,
} from "./words/places.ts";

export type Company = { name: string; domain: string; trade: Trade };

export type Scene = {
  /** What the record, or the part of it, is called as: `line item`. */
  noun: string;
  kind: Kind | undefined;
  /** The words of the members that stand beside the one in question. */
  beside: ReadonlySet<string>;
  place: () => Place;
  person: () => Person;
  company: () => Company;
  title: () => string;
  email: () => string;
  street: () => string;
  phone: () => string;
  /** A part of the record by its name: `owner` is the same person in an object and in `owner_name`. */
  part(name: string, members?: readonly string[]): Scene;
  /** One item of a list in the record. */
  item(name: string, members: readonly string[]): Scene;
};

/** Hands out the items of lists in turn, so that what stands side by side differs; `round` is how often all were given. */
export type Dealer = <T>(list: readonly T[]) => { item: T | undefined; round: number };

export function dealerOf(random: Random): Dealer {
  const next = new Map<readonly unknown[], { start: number; dealt: number }>();
  return <T>(list: readonly T[]) => {
    const length = Math.max(1, list.length);
    const at = next.get(list) ?? { start: random.integer(0, length - 1), dealt: 0 };
    next.set(list, { ...at, dealt: at.dealt + 1 });
    return { item: list[(at.start + at.dealt) % length], round: Math.floor(at.dealt / length) };
  };
}

type Shared = Partial<Pick<Scene, "place" | "person" | "company">>;

/** Parts that are the thing itself under another word. */
const ITSELF =
  /^(profile|contact|identity|name|detail|info|information|account|data|attribute|personal|individual|setting|option|config|configuration|preference|default|meta|metadata|content|payload|general|property)$/;
/** What is in a place of its own, whatever the record above it is. */
const ELSEWHERE = /^(place|station|area|room|trip)$/;

export function sceneOf(
  name: string,
  members: readonly string[],
  random: Random,
  deal: Dealer,
  shared: Shared = {},
  isPart = false,
): Scene {
  const noun = wordsOf(name).map(singular).join(" ");
  const kind = kindOf(name);
  const place = shared.place ?? once(() => deal(placesFor(kind)).item ?? noPlace());
  const person = shared.person ?? once(() => personOf(place(), random));
  const company = shared.company ?? once(() => companyAt(place(), person(), random, deal));
  const title = once(() => titleOf(noun, kind, deal, isPart));
  const parts = new Map<string, Scene>();
  const scene: Scene = {
    noun,
    kind,
    beside: new Set(members.map((one) => wordsOf(one).join(" "))),
    place,
    person,
    company,
    title() {
      if (kind?.name === "person") return person().full;
      if (kind?.name === "company") return company().name;
      if (kind?.name === "country") return place().country.name;
      if (kind?.name === "currency") return place().country.currencyName;
      if (kind?.name === "language") return languageOf(place().country);
      return kind?.name === "domain" ? company().domain : title();
    },
    email: once(() =>
      kind?.name === "company"
        ? `${random.pick(["office", "hello", "accounts"]) ?? ""}@${company().domain}`
        : `${person().user}@${random.next() < 0.4 ? company().domain : "example.com"}`,
    ),
    street: once(() =>
      (random.pick(place().country.streets) ?? "").replace("{n}", String(random.integer(2, 248))),
    ),
    phone: once(() => place().phone + String(random.integer(10, 99))),
    part(partName, partMembers = []) {
      const key = wordsOf(partName).map(singular).join(" ");
      const known = parts.get(key);
      if (known && partMembers.length === 0) return known;
      const isItself = ITSELF.test(key.split(" ").at(-1) ?? "");
      const called = isItself && kind !== undefined ? name : partName;
      const made = sceneOf(called, partMembers, random, deal, known ?? sharedWith(scene, key), true);
      parts.set(key, made);
      return made;
    },
    item(itemName, itemMembers) {
      const shared = ELSEWHERE.test(kindOf(itemName)?.name ?? "") ? {} : { place };
      return sceneOf(itemName === "" ? name : itemName, itemMembers, random, deal, shared, true);
    },
  };
  return scene;
}

/** What a part has from its record: another person or company has its own name, in the same place. */
function sharedWith(scene: Scene, part: string): Shared {
  const { place, person, company } = scene;
  const other = kindOf(part)?.name;
  const isItself = part === scene.noun || ITSELF.test(part.split(" ").at(-1) ?? "");
  if (isItself) return { place, person, company };
  if (other === "person") return { place, company };
  if (other === "company") return { place, person };
  return ELSEWHERE.test(other ?? "") ? { person, company } : { place, person, company };
}

function placesFor(kind: Kind | undefined): readonly Place[] {
  if (kind?.name === "currency") return ONE_OF_EACH_CURRENCY;
  if (kind?.name === "language") return ONE_OF_EACH_LANGUAGE;
  return kind?.name === "country" ? ONE_OF_EACH : PLACES;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Mostly somebody with a name of the place; some came from elsewhere. */
function personOf(place: Place, random: Random): Person {
  const from = random.next() < 0.8 ? place : (random.pick(PLACES) ?? place);
  return personAt(from.country.locale, random.integer(0, 999), random.integer(0, 999));
}

function companyAt(place: Place, person: Person, random: Random, deal: Dealer): Company {
  const trade = deal(TRADES).item ?? { industry: "Retail", words: ["Store"], does: "sells home goods" };
  const isFamily = random.next() < 0.3 && /^[A-Za-z]/.test(person.last);
  const name = `${isFamily ? person.last : (deal(COMPANY_NAMES).item ?? "")} ${random.pick(trade.words) ?? ""}`;
  const form = random.next() < 0.6 ? ` ${random.pick(place.country.legalForms) ?? ""}` : "";
  return { name: name + form, domain: `${slugify(name)}.example.com`, trade };
}

/** Records of one kind are called differently; parts of them may be called as another record's. */
function titleOf(noun: string, kind: Kind | undefined, deal: Dealer, isPart: boolean): string {
  const titles = kind && kind.titles.length > 1 ? kind.titles : undefined;
  const { item = "", round } = deal(titles ?? QUALIFIERS);
  const title = titles ? item : `${item} ${noun === "" ? "entry" : noun}`;
  return round === 0 || isPart ? title : `${title} ${round + 1}`;
}

function noPlace(): never {
  throw new Error("there are no places to choose from");
}
