// Texts that nobody wrote: Latin filler, a product's name on something that is none, a member's own name in place of a value.
import { own } from "#lib/json.ts";
import { flat, wordsOf } from "#lib/words.ts";
import { kindOf } from "../words/kinds.ts";
import { type Place, shown } from "./finding.ts";

const LATIN = new Set(
  "lorem ipsum dolor amet consectetur adipiscing adipisci elit sed eiusmod tempor incididunt labore dolore magna aliqua veniam nostrud exercitation ullamco laboris nisi aliquip commodo consequat voluptas voluptate voluptatem voluptates voluptatibus quos quis quia quas quam quod repudiandae molestiae corporis soluta deserunt eius nulla earum fugit totam iure natus assumenda aspernatur perferendis doloribus temporibus nobis animi vero eos accusamus dignissimos ducimus blanditiis praesentium deleniti corrupti excepturi sint occaecati cupiditate provident".split(
    " ",
  ),
);
const ADJECTIVES =
  "Awesome|Bespoke|Electronic|Elegant|Ergonomic|Fantastic|Fresh|Frozen|Generic|Gorgeous|Handcrafted|Handmade|Incredible|Intelligent|Licensed|Luxurious|Modern|Oriental|Practical|Recycled|Refined|Rustic|Sleek|Small|Soft|Tasty|Unbranded";
const MATERIALS =
  "Aluminum|Bamboo|Bronze|Ceramic|Concrete|Cotton|Fresh|Frozen|Gold|Granite|Marble|Metal|Plastic|Rubber|Silk|Soft|Steel|Wooden";
const PRODUCT_NAME = new RegExp(`^(${ADJECTIVES}) (${MATERIALS}) [A-Z][a-z]+$`);

export function lintTexts(place: Place, noun: string): void {
  const isProduct = kindOf(noun)?.name === "product";
  for (const [name, value] of Object.entries(place.object)) {
    if (typeof value !== "string" || value === "") continue;
    if (isFiller(value)) place.find("filler", name, `is ${shown(value)}, which is Latin filler`);
    if (!isProduct && PRODUCT_NAME.test(value))
      place.find("name", name, `is ${shown(value)}, a product's name on something that is no product`);
    if (wordsOf(name).length > 0 && flat(value) === flat(name) && !isAllowed(place, name, value))
      place.find("name", name, `is ${shown(value)}, which is only its own name`);
  }
}

function isFiller(text: string): boolean {
  const words = wordsOf(text);
  const latin = words.filter((word) => LATIN.has(word)).length;
  return (
    latin >= 2 ||
    (latin === 1 && words.length <= 2 && words.some((word) => word.length > 5 && LATIN.has(word)))
  );
}

/** A text that the document itself gives the member. */
function isAllowed(place: Place, name: string, value: string): boolean {
  const { const: only, enum: several, default: usual, example } = place.schemaOf(name);
  const isTold = [only, usual, example, ...(several ?? [])].includes(value);
  return isTold || own(place.object, "id") === value;
}
