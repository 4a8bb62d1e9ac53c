// Runtime expressions of Arazzo: `$statusCode`, `$response.body#/id`, `$steps.create.outputs.id`. Parsed once, evaluated over
// what is known at that point of a run. Pure.
import { type Json, type JsonObject, at, isObject, own, textOf } from "#lib/json.ts";
import { resolvePointer } from "#lib/pointer.ts";

/** One request and its answer. Header names are in small letters. */
export type Exchange = {
  url: string;
  method: string;
  status: number;
  request: { headers: JsonObject; query: JsonObject; path: JsonObject; body?: Json | undefined };
  response: { headers: JsonObject; body?: Json | undefined };
};

/** What expressions can read. */
export type Scope = {
  inputs: JsonObject;
  /** Outputs by step. */
  steps: Readonly<Record<string, JsonObject>>;
  /** Inputs and outputs of workflows that ran before, by id. */
  workflows: Readonly<Record<string, { inputs: JsonObject; outputs: JsonObject }>>;
  exchange?: Exchange | undefined;
};

export type Expression = { path: readonly string[]; pointer?: string };

/** How an expression stands in a text; what follows `#` is a JSON Pointer. */
export const EXPRESSION = /\$[a-zA-Z]+(?:\.[\w-]+|\[\d+\])*(?:#(?:\/[^\s/{}()=<>!&|"'\]]*)*)?/;
const WHOLE = new RegExp(`^${EXPRESSION.source}$`);

/** How many names follow each source at least, so that a text such as `$5` or `$home` is taken for a text. */
const SOURCES: Readonly<Record<string, { names: number; allows?: RegExp }>> = {
  url: { names: 0 },
  method: { names: 0 },
  statusCode: { names: 0 },
  request: { names: 1, allows: /^(header|query|path|body)$/ },
  response: { names: 1, allows: /^(header|body)$/ },
  inputs: { names: 1 },
  steps: { names: 3 },
  workflows: { names: 3 },
};

/** Undefined where the text is no expression. */
export function parseExpression(text: string): Expression | undefined {
  if (!WHOLE.test(text)) return undefined;
  const [names = "", pointer] = text.slice(1).split("#", 2);
  const path = names.split(/[.[\]]/).filter((one) => one !== "");
  const source = own(SOURCES, path[0] ?? "");
  if (!source || path.length <= source.names) return undefined;
  if (source.allows && !source.allows.test(path[1] ?? "")) return undefined;
  return pointer === undefined ? { path } : { path, pointer };
}

/** The value; undefined where there is none. */
export function evaluate({ path, pointer }: Expression, scope: Scope): Json | undefined {
  const value = read(path, scope);
  return pointer === undefined || value === undefined ? value : resolvePointer(value, pointer);
}

function read([source = "", ...rest]: readonly string[], scope: Scope): Json | undefined {
  const { exchange } = scope;
  switch (source) {
    case "url":
      return exchange?.url;
    case "method":
      return exchange?.method;
    case "statusCode":
      return exchange?.status;
    case "request":
      return exchange && ofMessage(exchange.request, rest);
    case "response":
      return exchange && ofMessage(exchange.response, rest);
    case "inputs":
      return at(scope.inputs, rest);
    case "steps":
      return rest[1] === "outputs" ? at(own(scope.steps, rest[0] ?? ""), rest.slice(2)) : undefined;
    case "workflows": {
      const [id = "", which, ...names] = rest;
      const known = own(scope.workflows, id);
      return which === "inputs" || which === "outputs" ? at(known?.[which], names) : undefined;
    }
    default:
      return undefined;
  }
}

function ofMessage(
  message: { headers: JsonObject; query?: JsonObject; path?: JsonObject; body?: Json | undefined },
  [part = "", ...names]: readonly string[],
): Json | undefined {
  if (part === "body") return at(message.body, names);
  if (part === "header") return own(message.headers, names.join(".").toLowerCase());
  return at(part === "query" ? message.query : message.path, names);
}

/** A value that an expression names but that is not there. */
export class NoValue extends Error {
  constructor(expression: string) {
    super(`${expression} has no value`);
  }
}

/** A value with its expressions replaced: a text that is one becomes its value, `{$…}` within a text becomes text. */
export function fill(value: Json, scope: Scope): Json {
  if (Array.isArray(value)) return value.map((one) => fill(one, scope));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, scope)]));
  if (typeof value !== "string") return value;
  const whole = parseExpression(value);
  if (whole) return required(value, whole, scope);
  return value.replace(EMBEDDED, (text: string, inner: string) => {
    const expression = parseExpression(inner);
    return expression ? textOf(required(inner, expression, scope)) : text;
  });
}

const EMBEDDED = new RegExp(`\\{(${EXPRESSION.source})\\}`, "g");

function required(text: string, expression: Expression, scope: Scope): Json {
  const value = evaluate(expression, scope);
  if (value === undefined) throw new NoValue(text);
  return value;
}

/** Every expression in a value, with the tokens of its place. */
export function expressionsIn(
  value: Json,
  place: readonly (string | number)[] = [],
): { place: readonly (string | number)[]; text: string; expression: Expression }[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => expressionsIn(one, [...place, i]));
  if (isObject(value))
    return Object.entries(value).flatMap(([name, one]) => expressionsIn(one, [...place, name]));
  if (typeof value !== "string") return [];
  const texts = parseExpression(value)
    ? [value]
    : [...value.matchAll(EMBEDDED)].map(([, inner = ""]) => inner);
  return texts.flatMap((text) => {
    const expression = parseExpression(text);
    return expression ? [{ place, text, expression }] : [];
  });
}
