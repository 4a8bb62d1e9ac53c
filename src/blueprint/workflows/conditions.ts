// Simple conditions of Arazzo: literals, runtime expressions, comparisons, `&&`, `||`, `!` and parentheses. Texts are compared
// without regard to case, as the specification says. Pure.
import type { Json } from "#lib/json.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { EXPRESSION, type Expression, type Scope, evaluate, parseExpression } from "./expressions.ts";

const COMPARISONS = ["==", "!=", "<=", ">=", "<", ">"] as const;
type Comparison = (typeof COMPARISONS)[number];

export type Condition =
  | { kind: "value"; value: Json }
  | { kind: "expression"; text: string; expression: Expression }
  | { kind: "not"; of: Condition }
  | { kind: "and" | "or"; left: Condition; right: Condition }
  | { kind: "compare"; by: Comparison; left: Condition; right: Condition };

const TOKEN = new RegExp(
  `\\s*(?:(${EXPRESSION.source})|('(?:[^']|'')*'|"(?:[^"\\\\]|\\\\.)*")|(-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)|(==|!=|<=|>=|&&|\\|\\||[<>!()])|(true|false|null)\\b)`,
  "y",
);

type Token = Condition | string;

/** Why a text is no condition, as the failure. */
export function parseCondition(text: string): Result<Condition, string> {
  const tokens = tokensOf(text);
  if (!tokens.ok) return tokens;
  const rest = [...tokens.value];
  const whole = parseEither(rest);
  if (whole === undefined || rest.length > 0)
    return fail(`'${text}' is no condition such as $statusCode == 200 && $response.body#/id != null`);
  return succeed(whole);
}

function tokensOf(text: string): Result<Token[], string> {
  const tokens: Token[] = [];
  const source = text.trimEnd();
  TOKEN.lastIndex = 0;
  for (let from = 0; from < source.length; from = TOKEN.lastIndex) {
    const [, expression, quoted, number, operator, word] = TOKEN.exec(source) ?? [];
    if (expression !== undefined) {
      const parsed = parseExpression(expression);
      if (!parsed) return fail(`'${expression}' is no runtime expression`);
      tokens.push({ kind: "expression", text: expression, expression: parsed });
    } else if (quoted !== undefined) tokens.push({ kind: "value", value: unquoted(quoted) });
    else if (number !== undefined) tokens.push({ kind: "value", value: Number(number) });
    else if (operator !== undefined) tokens.push(operator);
    else if (word !== undefined)
      tokens.push({ kind: "value", value: word === "null" ? null : word === "true" });
    else return fail(`'${source.slice(from).trim()}' cannot be read in the condition '${text}'`);
  }
  return succeed(tokens);
}

const unquoted = (text: string): string =>
  text.startsWith("'")
    ? text.slice(1, -1).replaceAll("''", "'")
    : text.slice(1, -1).replaceAll(/\\(.)/g, "$1");

function parseEither(rest: Token[]): Condition | undefined {
  let left = parseBoth(rest);
  while (left && rest[0] === "||") {
    rest.shift();
    const right = parseBoth(rest);
    left = right && { kind: "or", left, right };
  }
  return left;
}

function parseBoth(rest: Token[]): Condition | undefined {
  let left = parseComparison(rest);
  while (left && rest[0] === "&&") {
    rest.shift();
    const right = parseComparison(rest);
    left = right && { kind: "and", left, right };
  }
  return left;
}

function parseComparison(rest: Token[]): Condition | undefined {
  const left = parseOperand(rest);
  const by = COMPARISONS.find((one) => one === rest[0]);
  if (!left || by === undefined) return left;
  rest.shift();
  const right = parseOperand(rest);
  return right && { kind: "compare", by, left, right };
}

function parseOperand(rest: Token[]): Condition | undefined {
  const token = rest.shift();
  if (token === "!") {
    const of = parseOperand(rest);
    return of && { kind: "not", of };
  }
  if (token === "(") {
    const inner = parseEither(rest);
    return rest.shift() === ")" ? inner : undefined;
  }
  return typeof token === "string" ? undefined : token;
}

export const holds = (condition: Condition, scope: Scope): boolean => {
  const value = valueOf(condition, scope);
  return value !== undefined && value !== null && value !== false;
};

function valueOf(condition: Condition, scope: Scope): Json | undefined {
  switch (condition.kind) {
    case "value":
      return condition.value;
    case "expression":
      return evaluate(condition.expression, scope);
    case "not":
      return !holds(condition.of, scope);
    case "and":
      return holds(condition.left, scope) && holds(condition.right, scope);
    case "or":
      return holds(condition.left, scope) || holds(condition.right, scope);
    case "compare":
      return compare(condition.by, valueOf(condition.left, scope), valueOf(condition.right, scope));
  }
}

/** A number and a text that says one are compared as numbers: headers and parameters are always texts. */
function compare(by: Comparison, left: Json | undefined, right: Json | undefined): boolean {
  const [a, b] = [comparable(left, right), comparable(right, left)];
  if (by === "==") return same(a, b);
  if (by === "!=") return !same(a, b);
  const isOrdered =
    (typeof a === "number" && typeof b === "number") || (typeof a === "string" && typeof b === "string");
  if (!isOrdered) return false;
  if (by === "<") return a < b;
  if (by === "<=") return a <= b;
  return by === ">" ? a > b : a >= b;
}

function comparable(value: Json | undefined, other: Json | undefined): Json | undefined {
  if (typeof value !== "string") return value;
  const isNumber = typeof other === "number" && value.trim() !== "" && Number.isFinite(Number(value));
  return isNumber ? Number(value) : value.toLowerCase();
}

/** What is not there equals null. */
const same = (a: Json | undefined, b: Json | undefined): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Every expression of a condition. */
export function expressionsOf(condition: Condition): { text: string; expression: Expression }[] {
  switch (condition.kind) {
    case "value":
      return [];
    case "expression":
      return [condition];
    case "not":
      return expressionsOf(condition.of);
    case "and":
    case "or":
    case "compare":
      return [...expressionsOf(condition.left), ...expressionsOf(condition.right)];
  }
}
