// Addresses that are in no country: parts that are known to be in different ones, and postal codes in the form of another country.
import { own } from "#lib/json.ts";
import { wordsOf } from "#lib/words.ts";
import { COUNTRIES, type Country, PLACES } from "../words/places.ts";
import { type Place, shown } from "./finding.ts";

const POSTAL_FORMS: Readonly<Record<string, RegExp>> = {
  US: /^\d{5}(-\d{4})?$/,
  CA: /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i,
  GB: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i,
  IE: /^[A-Z]\d[\dW] ?[A-Z\d]{4}$/i,
  AU: /^\d{4}$/,
  DE: /^\d{5}$/,
  AT: /^\d{4}$/,
  FR: /^\d{5}$/,
  ES: /^\d{5}$/,
  MX: /^\d{5}$/,
  JP: /^\d{3}-?\d{4}$/,
};

const IS_CODE = /^(?=.*\d)[A-Z0-9][A-Z0-9 -]{2,9}$/i;

export function lintAddress(place: Place): void {
  const parts = new Map(
    Object.entries(place.object).flatMap(([name, value]) =>
      typeof value === "string" && value !== "" ? [[wordsOf(name).join(" "), { name, value }] as const] : [],
    ),
  );
  const country = [...parts].find(([words]) => /^country( code| name)?$/.test(words))?.[1];
  const city = parts.get("city") ?? parts.get("town");
  const region = parts.get("region") ?? parts.get("state") ?? parts.get("province");
  const postal = ["postal code", "zip", "zip code", "postcode"]
    .map((one) => parts.get(one))
    .find((one) => one);
  const told = country && countryOf(country.value);
  const cityIn = city && PLACES.filter((one) => one.city === city.value).map((one) => one.country);
  const regionIn = region && PLACES.filter((one) => one.region === region.value).map((one) => one.country);
  const wrong = (part: { name: string; value: string }, other: string): void =>
    place.find("address", part.name, `is ${shown(part.value)}, which is not in ${other}`);
  if (city && told && cityIn && cityIn.length > 0 && !cityIn.includes(told)) wrong(city, told.name);
  if (region && told && regionIn && regionIn.length > 0 && !regionIn.includes(told)) wrong(region, told.name);
  const [onlyCity] = cityIn ?? [];
  if (region && !told && onlyCity && regionIn && regionIn.length > 0 && !regionIn.includes(onlyCity))
    wrong(region, onlyCity.name);
  const form = own(POSTAL_FORMS, (told ?? onlyCity)?.code ?? "");
  if (postal && form && IS_CODE.test(postal.value) && !form.test(postal.value))
    wrong(postal, (told ?? onlyCity)?.name ?? "that country");
}

const countryOf = (text: string): Country | undefined =>
  Object.values(COUNTRIES).find((one) =>
    [one.code, one.alpha3, one.name].some((form) => form.toLowerCase() === text.toLowerCase()),
  );
