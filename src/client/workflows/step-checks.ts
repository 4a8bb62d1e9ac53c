// The checks of one step: its success criteria over the answer, each with what it found instead.
import type { Step } from "#blueprint/workflows/arazzo.ts";
import { compileCriterion } from "#blueprint/workflows/criteria.ts";
import { type Exchange, type Scope, evaluate, parseExpression } from "#blueprint/workflows/expressions.ts";
import type { Check } from "./results.ts";

/** Without any criterion of its own a step passes unless its status says otherwise. */
export function criteriaChecks(step: Step, scope: Scope & { exchange: Exchange }): Check[] {
  const criteria = step.successCriteria ?? [{ condition: "$statusCode < 400" }];
  return criteria.map((criterion): Check => {
    const test = compileCriterion(criterion);
    const what =
      criterion.context === undefined ? criterion.condition : `${criterion.context} ~ ${criterion.condition}`;
    if (!test.ok) return { kind: "answer", what, passed: false, detail: test.failure };
    if (test.value(scope)) return { kind: "answer", what, passed: true };
    return { kind: "answer", what, passed: false, detail: whatWas(what, scope) };
  });
}

/** What the expressions of a condition stood for. */
function whatWas(text: string, scope: Scope): string {
  const named = [...new Set(text.match(/\$[\w.-]+(?:#[\w/~.-]*)?/g) ?? [])];
  const values = named.flatMap((one) => {
    const expression = parseExpression(one);
    if (!expression) return [];
    const value = evaluate(expression, scope);
    return [`${one} is ${value === undefined ? "absent" : JSON.stringify(value).slice(0, 200)}`];
  });
  return values.join(", ") || "does not hold";
}

/** Where no sandbox tells of it. */
export const notChecked = ({
  events = [],
  noEvents = [],
  records = [],
}: NonNullable<Step["x-sandbox-expect"]>): Check[] => [
  ...events.map(({ type }) => ({
    kind: "event" as const,
    what: `Webhook: ${type} fired`,
    passed: false,
    skipped: true as const,
  })),
  ...noEvents.map((type) => ({
    kind: "forbidden event" as const,
    what: `Webhook: ${type} does not fire`,
    passed: false,
    skipped: true as const,
  })),
  ...records.map(({ resource }) => ({
    kind: "record" as const,
    what: `Stored: ${resource}`,
    passed: false,
    skipped: true as const,
  })),
];
