// The verb of the state that a lifecycle reaches: `fulfilled` → `fulfill`, `captured` → `capture`. Ids of workflows have it. Pure.
import { slugify } from "#lib/words.ts";

/** An action whose name begins as the state does is the verb; else it is made from the participle. */
export function verbOf(state: string, actions: readonly string[]): string {
  const stem = state.toLowerCase().slice(0, 4);
  const action = actions.find((one) => one.toLowerCase().startsWith(stem));
  return slugify(action ?? infinitive(state.toLowerCase()));
}

/** Of a regular participle; any other word stays as it is. */
function infinitive(word: string): string {
  if (word === "paid") return "pay";
  if (word === "sent") return "send";
  if (!/[a-z]{2}ed$/.test(word)) return word;
  if (word.endsWith("ied")) return `${word.slice(0, -3)}y`;
  const stem = word.slice(0, -2);
  if (/([bdgmnprt])\1$/.test(stem)) return stem.slice(0, -1);
  return TAKES_E.test(stem) && !/(it|ait)$/.test(stem) ? `${stem}e` : stem;
}

/** Stems that lost an e: `captur`, `approv`, `activat`, `enabl`. */
const TAKES_E = /([cguvz]|[aiou]r|[aeiou][ts]|[rn]s|[bdp]l|dul)$/;
