import { expect, it } from "vitest";
import { singular } from "#lib/words.ts";

it.each([
  ["companies", "company"],
  ["line-items", "line-item"],
  ["LineItems", "LineItem"],
  ["salesPeople", "salesPerson"],
  ["statuses", "status"],
  ["sizes", "size"],
  ["causes", "cause"],
  ["analyses", "analysis"],
  ["metrics", "metric"],
  ["data", "data"],
  ["metadata", "metadata"],
  ["series", "series"],
  ["SMS", "SMS"],
  ["aliases", "alias"],
  ["was", "was"],
])("the singular of %s is %s", (plural, one) => {
  expect(singular(plural)).toBe(one);
});
