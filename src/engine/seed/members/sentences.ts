// One sentence or several for a text that a person writes: about the record's own kind where the text describes it.
import type { Random } from "#lib/random.ts";
import { PASSAGE, SENTENCES } from "../words/sentences.ts";
import type { Scene } from "../scene.ts";
import type { Schema } from "#blueprint/format/schema.ts";

const DESCRIBES = /\b(description|details?|summary|abstract|overview|about|info|information|explanation)$/;

/** What may be a whole passage. */
const IS_LONG = /^(description|notes?|body|text|content|messages?|comments?|html|details?|bio|plain text)$/;

export function sentencesFor({
  words,
  scene,
  random,
  schema,
}: {
  words: string;
  scene: Scene;
  random: Random;
  schema: Schema;
}): string {
  const most = schema.maxLength ?? Infinity;
  const pool = poolOf(words, scene);
  const start = random.integer(0, pool.length - 1);
  const wanted = random.next() < 0.55 ? 1 : random.integer(2, 3);
  const few = Array.from(
    { length: Math.min(wanted, pool.length) },
    (_, i) => pool[(start + i) % pool.length] ?? "",
  );
  if (random.next() < 0.08 && IS_LONG.test(words))
    few.push(...PASSAGE.slice(0, random.integer(3, PASSAGE.length)));
  while (few.length > 1 && few.join(" ").length > most) few.pop();
  return few.join(" ");
}

function poolOf(words: string, scene: Scene): readonly string[] {
  if (scene.kind?.name === "commit" && /\bmessage\b/.test(words)) return [scene.title()];
  const about = scene.kind?.about.filter((one) => one !== "") ?? [];
  if (DESCRIBES.test(words)) {
    if (scene.kind?.name === "company") {
      const { name, trade } = scene.company();
      const { city } = scene.place();
      return [
        `${name} ${trade.does}.`,
        `Based in ${city}; ${trade.does}.`,
        `A family business in ${city} that ${trade.does}.`,
      ];
    }
    if (about.length > 0) return about;
  }
  return SENTENCES.find(([pattern]) => pattern.test(words))?.[1] ?? PASSAGE;
}
