// Realistic values for seed records, by property name and format. The only file that imports faker: it is loaded
// when a tenant is seeded, never on the path of a call.
import { Faker, base, de, en, es, fr, ja } from "@faker-js/faker";
import type { Resource } from "#blueprint/format/resource.ts";
import type { Json } from "#lib/json.ts";
import { flat, wordsOf } from "#lib/words.ts";
import { timeForm } from "#blueprint/runtime/time-format.ts";
import { formatTime } from "#lib/clock.ts";
import type { Realistic } from "./value.ts";

type Maker = (faker: Faker, resource: string) => Json;

const DAY = 86_400_000;
const PEOPLE =
  /^(customer|user|contact|member|person|employee|owner|driver|passenger|guest|patient|student|author|principal|applicant)/;
const COMPANIES =
  /^(company|organization|organisation|merchant|account|business|vendor|supplier|partner|tenant|brand)/;
const LOCALES = [
  [en, base],
  [en, base],
  [de, en, base],
  [fr, en, base],
  [es, en, base],
  [ja, en, base],
];

const BY_NAME: [RegExp, Maker][] = [
  [
    /^(email|emailaddress|contactemail|ownersemail)$|email$/,
    (faker) => faker.internet.email({ provider: "example.com" }).toLowerCase(),
  ],
  [/^(first|given)name$|^fname$/, (faker) => faker.person.firstName()],
  [/^(last|family|sur)name$|^lname$/, (faker) => faker.person.lastName()],
  [
    /^(fullname|personname|contactname|ownername|customername|cardholdername|displayname)$/,
    (faker) => faker.person.fullName(),
  ],
  [/^(username|login|handle|nickname)$/, (faker) => faker.internet.username().toLowerCase()],
  [
    /^(company|companyname|businessname|legalname|merchantname|organization|dba|dbaname)$/,
    (faker) => faker.company.name(),
  ],
  [/phone|mobile|^tel$|^fax$/, (faker) => faker.phone.number({ style: "international" })],
  [/^(address|addressline1|line1|street|streetaddress|address1)$/, (faker) => faker.location.streetAddress()],
  [/^(line2|addressline2|address2)$/, (faker) => faker.location.secondaryAddress()],
  [/^city$|^town$/, (faker) => faker.location.city()],
  [/^(state|province|region)$/, (faker) => faker.location.state()],
  [/^(zip|zipcode|postalcode|postcode)$/, (faker) => faker.location.zipCode()],
  [/^(country|countrycode)$/, (faker) => faker.location.countryCode()],
  [/^(latitude|lat)$/, (faker) => faker.location.latitude()],
  [/^(longitude|lng|lon)$/, (faker) => faker.location.longitude()],
  [/^timezone$/, (faker) => faker.location.timeZone()],
  [
    /^(language|locale|lang)$/,
    (faker) => faker.helpers.arrayElement(["en", "de", "fr", "es", "ja", "pt-BR"]),
  ],
  [/^currency(code)?$/, (faker) => faker.helpers.arrayElement(["usd", "eur", "gbp", "jpy"])],
  [
    /^(amount|total|price|unitprice|unitamount|subtotal|balance|cost|fundedamount|value)$|amount$|price$/,
    (faker) => Math.round(faker.number.float({ min: 1.6, max: 4.7 }) ** 8 / 10),
  ],
  [/^(quantity|qty|count)$/, (faker) => faker.number.int({ min: 1, max: 24 })],
  [/^(sku|productcode|code)$/, (faker) => faker.string.alphanumeric({ length: 8, casing: "upper" })],
  [/^(title|subject|headline)$/, (faker) => faker.commerce.productName()],
  [
    /^(description|summary|details|notes?|comment|body|text|content|message|bio)$/,
    (faker) => faker.lorem.sentences({ min: 1, max: 4 }),
  ],
  [/^(color|colour)$/, (faker) => faker.color.human()],
  [/^(industry|category|department)$/, (faker) => faker.commerce.department()],
  [/^(useragent)$/, (faker) => faker.internet.userAgent()],
  [/^(ip|ipaddress|ipv4)$/, (faker) => `192.0.2.${faker.number.int({ min: 1, max: 254 })}`],
  [/^(domain|hostname|host)$/, (faker) => `${faker.lorem.slug(2)}.example.com`],
  [/(url|uri|website|link|href)$/, (faker) => `https://example.com/${faker.lorem.slug(2)}`],
  [
    /^(name|label)$/,
    (faker, resource) =>
      PEOPLE.test(resource)
        ? faker.person.fullName()
        : COMPANIES.test(resource)
          ? faker.company.name()
          : faker.commerce.productName(),
  ],
  [/^(slug|key)$/, (faker) => faker.lorem.slug(2)],
  [/^tags?$/, (faker) => faker.commerce.productAdjective().toLowerCase()],
];

/** A source of leaves for one resource; the random numbers of the seed choose locale and words. */
export function realisticSource(resource: Resource, anchor: number): Realistic {
  const fakers = LOCALES.map((locale) => new Faker({ locale }));
  return (name, schema, random) => {
    const faker = fakers[random.integer(0, fakers.length - 1)] ?? fakers[0];
    if (!faker) return undefined;
    faker.seed(random.integer(0, 2 ** 30));
    const form = timeForm(schema, /^(at|on|date|time|timestamp)$/.test(wordsOf(name).at(-1) ?? ""));
    if (form && !schema.enum)
      return formatTime(anchor - random.integer(0, 90) * DAY - random.integer(0, 86_399) * 1000, form);
    if (schema.format === "email") return faker.internet.email({ provider: "example.com" }).toLowerCase();
    if (schema.format === "uri" || schema.format === "url")
      return `https://example.com/${faker.lorem.slug(2)}`;
    if (
      schema.pattern !== undefined ||
      (schema.format !== undefined && /^(uuid|byte|binary|ipv4|ipv6|hostname|decimal)$/.test(schema.format))
    )
      return undefined;
    const word = flat(name);
    const maker = BY_NAME.find(([pattern]) => pattern.test(word))?.[1];
    if (maker) return maker(faker, resource.name);
    if (/^(id|.*id|token|ref|reference|hash|number)$/.test(word) && schema.type?.includes("string"))
      return random.text("0123456789abcdefghijklmnopqrstuvwxyz", 14);
    const isText =
      schema.type?.includes("string") &&
      schema.type.every((type) => type === "string" || type === "null") &&
      schema.example === undefined;
    return isText ? faker.lorem.words({ min: 1, max: 4 }) : undefined;
  };
}
