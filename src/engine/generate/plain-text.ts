// The plainest text that a member of some name can hold. Never the name itself, which reads as a mistake.
import { flat } from "#lib/words.ts";

const BY_NAME: [RegExp, string][] = [
  [/(url|uri|link|href|website)$/, "https://example.com/"],
  [/email(address)?$/, "user@example.com"],
  [/(phone|mobile)(number)?$/, "+15550100"],
  [/^(firstname|givenname)$/, "Jane"],
  [/^(lastname|surname|familyname)$/, "Doe"],
  [/^last4$/, "4242"],
  [/country(code)?$/, "US"],
  [/currency(code)?$/, "usd"],
  [/(locale|language|lang)$/, "en"],
  [/timezone$/, "UTC"],
  [/^(ip|ipaddress)$/, "192.0.2.1"],
  [/(postalcode|postcode|zip|zipcode)$/, "94107"],
  [/city$/, "San Francisco"],
  [/version$/, "1.0"],
  [/colou?r$/, "ffffff"],
];
const OTHERWISE = "example";

export function plainText(name: string): string {
  const word = flat(name);
  const known = BY_NAME.find(([pattern]) => pattern.test(word))?.[1];
  return known ?? (word === OTHERWISE ? "text" : OTHERWISE);
}
