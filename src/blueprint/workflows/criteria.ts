// Success criteria and the criteria of actions: simple conditions, regular expressions (RE2, linear time) and JSONPath (RFC
// 9535). Pure.
import { exec } from "jsonpath-rfc9535";
import { RE2JS } from "re2js";
import { type Json, textOf } from "#lib/json.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { Criterion } from "./arazzo.ts";
import { holds, parseCondition } from "./conditions.ts";
import { type Scope, evaluate, parseExpression } from "./expressions.ts";

export type Test = (scope: Scope) => boolean;

const typeOf = ({ type }: Criterion): string => (typeof type === "object" ? type.type : (type ?? "simple"));

/** The criterion as a test; why it is none, as the failure. */
export function compileCriterion(criterion: Criterion): Result<Test, string> {
  const { condition } = criterion;
  const type = typeOf(criterion);
  if (type === "simple") {
    const parsed = parseCondition(condition);
    return parsed.ok ? succeed((scope) => holds(parsed.value, scope)) : parsed;
  }
  const context = parseExpression(criterion.context ?? "");
  if (!context)
    return fail(`a criterion of the type ${type} needs a context such as $response.body or $statusCode`);
  if (type === "regex") return compileRegex(condition, (scope) => evaluate(context, scope));
  if (type === "jsonpath") return compileJsonPath(condition, (scope) => evaluate(context, scope));
  return fail(`criteria of the type ${type} are not evaluated here: simple, regex and jsonpath are`);
}

type Read = (scope: Scope) => Json | undefined;

function compileRegex(pattern: string, read: Read): Result<Test, string> {
  try {
    const compiled = RE2JS.compile(pattern);
    return succeed((scope) => {
      const value = read(scope);
      return value !== undefined && compiled.matcher(textOf(value)).find();
    });
  } catch {
    return fail(`'${pattern}' is no regular expression of RE2`);
  }
}

/** Holds where the query finds anything. */
function compileJsonPath(query: string, read: Read): Result<Test, string> {
  const found = (value: Json): boolean => {
    let some = false;
    exec(value, query, () => {
      some = true;
    });
    return some;
  };
  try {
    found({});
  } catch {
    return fail(`'${query}' is no JSONPath of RFC 9535`);
  }
  return succeed((scope) => {
    const value = read(scope);
    return value !== undefined && found(value);
  });
}
