// The events an API announces (R48), and which change of which resource each one speaks of.
import { asString } from "../lib/json.ts";
import { flat, wordsOf } from "../lib/words.ts";
import type { EventPlan } from "./format.ts";
import type { Source } from "./source.ts";

const VERBS: Record<string, string> = {
  created: "created",
  create: "created",
  new: "created",
  added: "created",
  opened: "created",
  updated: "updated",
  update: "updated",
  changed: "updated",
  edited: "updated",
  modified: "updated",
  deleted: "deleted",
  delete: "deleted",
  removed: "deleted",
};

export function readEvents(source: Source, resources: readonly string[]): EventPlan {
  const root = { value: source.root, at: "" };
  const declared = ["webhooks", "x-webhooks"].flatMap((key) =>
    source
      .entries(root, key)
      .map(([name, node]) => asString(source.child(node, "post").value["x-event-name"]) ?? name),
  );
  const names: Record<string, string> = {};
  for (const name of declared) {
    const words = wordsOf(name);
    const verb = words
      .map((word) => VERBS[word] ?? (/(ed|paid|sent)$/.test(word) ? word : undefined))
      .find((word) => word !== undefined);
    const noun = flat(words.filter((word) => VERBS[word] !== verb && word !== verb).join("_"));
    const resource =
      resources.find((one) => flat(one) === noun) ?? resources.find((one) => noun.endsWith(flat(one)));
    if (verb !== undefined && resource !== undefined) names[`${resource} ${verb}`] ??= name;
  }
  return { names, declared, scheme: "standard-webhooks" };
}
