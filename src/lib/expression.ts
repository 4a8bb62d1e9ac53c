// Conditions and computed values of sandbox.yaml in CEL, the Common Expression Language: no loops, no eval, no side effects, bounded
// in size when they are compiled. JSON numbers without a fraction are integers; a member that is null is absent.
import { Environment, type ParseResult } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { fromCel, toCel, visible } from "./cel-values.ts";
import { registerValueFunctions } from "./expression-functions.ts";
import { type Json, type JsonObject, at, isObject, textOf } from "./json.ts";
import { md5Hex } from "./md5.ts";
import type { Random } from "./random.ts";
import { sha1Hex } from "./sha1.ts";
import { sha256HexSync } from "./sha256.ts";

/** Stored records as expressions read them. */
export type RecordQueries = {
  get(resource: string, id: string): JsonObject | undefined;
  find(resource: string, where: JsonObject): JsonObject[];
  /** Those that have a value in a list, their member. */
  holding(resource: string, member: string, value: Json): JsonObject[];
  /** A record as its readers see it: with the members that are worked out at every read. */
  shown(resource: string, doc: JsonObject): JsonObject;
};

/** What an expression sees; what a name does not stand for here is null. */
export type ExpressionScope = {
  values: Partial<Record<ValueName, Json | undefined>>;
  records: RecordQueries;
  /** The row of a table by one of its names. */
  tables: (name: string, key: string) => JsonObject | undefined;
  random: Random;
  /** Sandbox time, milliseconds. */
  now: number;
  /** A function that sandbox.yaml declares, by its name. */
  call: (name: string, given: Json[]) => Json | undefined;
};

export const VALUE_NAMES = [
  "body",
  "query",
  "path",
  "record",
  "next",
  "parent",
  "me",
  "named",
  "created",
  "row",
  "item",
  "args",
  "request",
  "base",
  "event",
] as const;
export type ValueName = (typeof VALUE_NAMES)[number];

export type Expression = { text: string; evaluate(scope: ExpressionScope): Json | undefined };

/** An expression that failed for another reason than an absent member. */
export class ExpressionFailure extends Error {}

class Records {
  readonly queries: RecordQueries;
  constructor(queries: RecordQueries) {
    this.queries = queries;
  }
}
class Tables {
  readonly find: ExpressionScope["tables"];
  constructor(find: ExpressionScope["tables"]) {
    this.find = find;
  }
}
class Functions {
  readonly call: ExpressionScope["call"];
  constructor(call: ExpressionScope["call"]) {
    this.call = call;
  }
}
class RandomSource {
  readonly random: Random;
  constructor(random: Random) {
    this.random = random;
  }
}
class Hash {
  readonly algorithms = ["md5", "sha1", "sha256"];
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const DIGITS = "0123456789";
const MAX_TEXT = 4096;
const LIMITS = {
  maxAstNodes: 400,
  maxDepth: 32,
  maxListElements: 200,
  maxMapEntries: 100,
  maxCallArguments: 16,
};

/** Built when an expression is first compiled: most APIs have none, and every isolate would pay for it at its start. */
let environment: Environment | undefined;
const knownEnvironment = (): Environment => (environment ??= buildEnvironment());

function buildEnvironment(): Environment {
  const made = new Environment({
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: LIMITS,
  })
    .registerType("Records", Records)
    .registerType("Tables", Tables)
    .registerType("Functions", Functions)
    .registerType("Random", RandomSource)
    .registerType("Hash", Hash)
    .registerVariable("records", "Records")
    .registerVariable("tables", "Tables")
    .registerVariable("functions", "Functions")
    .registerVariable("random", "Random")
    .registerVariable("hash", "Hash")
    .registerVariable("now", "int");
  for (const name of VALUE_NAMES) made.registerVariable(name, "dyn");
  registerCalls(made);
  return registerValueFunctions(registerFunctions(made));
}

const MOST_ARGUMENTS = 6;

/** `functions.call(name, …)`: with no, one or more arguments. */
function registerCalls(made: Environment): void {
  for (let count = 0; count <= MOST_ARGUMENTS; count++)
    made.registerFunction(
      `Functions.call(${["string", ...Array.from({ length: count }, () => "dyn")].join(", ")}): dyn`,
      ({ call }: Functions, name: string, ...given: unknown[]) =>
        toCel(
          call(
            name,
            given.map((one) => fromCel(one) ?? null),
          ),
        ),
    );
}

function registerFunctions(made: Environment): Environment {
  const length = (n: bigint): number => Math.min(Number(n), MAX_TEXT);
  return made
    .registerFunction("Records.get(string, dyn): dyn", ({ queries }: Records, name: string, id: unknown) =>
      toCel(queries.get(name, textOf(fromCel(id)))),
    )
    .registerFunction(
      "Records.shown(string, dyn): dyn",
      ({ queries }: Records, name: string, doc: unknown) => {
        const given = fromCel(doc);
        return isObject(given) ? toCel(queries.shown(name, given)) : null;
      },
    )
    .registerFunction("Records.find(string, dyn): list<dyn>", (view: Records, name: string, where: unknown) =>
      found(view, name, where).map((one) => toCel(one)),
    )
    .registerFunction(
      "Records.holding(string, string, dyn): list<dyn>",
      ({ queries }: Records, name: string, member: string, value: unknown) =>
        queries.holding(name, member, fromCel(value) ?? null).map(toCel),
    )
    .registerFunction("Records.count(string, dyn): int", (view: Records, name: string, where: unknown) =>
      BigInt(found(view, name, where).length),
    )
    .registerFunction(
      "Records.sum(string, dyn, string): dyn",
      (view: Records, name: string, where: unknown, member: string) =>
        toCel(found(view, name, where).reduce((sum, one) => sum + Number(one[member] ?? 0), 0)),
    )
    .registerFunction("Tables.row(string, dyn): dyn", ({ find }: Tables, name: string, key: unknown) =>
      toCel(typeof key === "string" ? find(name, key) : undefined),
    )
    .registerFunction("Random.text(int): string", ({ random }: RandomSource, n: bigint) =>
      random.text(LETTERS, length(n)),
    )
    .registerFunction("Random.digits(int): string", ({ random }: RandomSource, n: bigint) =>
      random.text(DIGITS, length(n)),
    )
    .registerFunction("Random.hex(int): string", ({ random }: RandomSource, n: bigint) =>
      random.text("0123456789abcdef", length(n)),
    )
    .registerFunction("Hash.md5(string): string", (_hash: Hash, text: string) => md5Hex(text))
    .registerFunction("Hash.sha1(string): string", (_hash: Hash, text: string) => sha1Hex(text))
    .registerFunction("Hash.sha256(string): string", (_hash: Hash, text: string) => sha256HexSync(text))
    .registerFunction("sum(list): dyn", (list: unknown[]) =>
      toCel(list.reduce<number>((total, one) => total + Number(one), 0)),
    )
    .registerFunction("iso(int): string", (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString())
    .registerFunction("later(int, int, string): int", (seconds: bigint, count: bigint, unit: string) =>
      BigInt(later(Number(seconds), Number(count), unit)),
    )
    .registerFunction("replace(string, string, string): string", (text: string, from: string, to: string) =>
      text.replaceAll(from, to),
    )
    .registerFunction("like(string, string): bool", (text: string, pattern: string) =>
      RE2JS.compile(pattern).matcher(text).matches(),
    )
    .registerOperator("double + int", (a: number, b: bigint) => a + Number(b))
    .registerOperator("int + double", (a: bigint, b: number) => Number(a) + b)
    .registerOperator("double - int", (a: number, b: bigint) => a - Number(b))
    .registerOperator("int - double", (a: bigint, b: number) => Number(a) - b)
    .registerOperator("double * int", (a: number, b: bigint) => a * Number(b))
    .registerOperator("int * double", (a: bigint, b: number) => Number(a) * b)
    .registerOperator("double / int", (a: number, b: bigint) => a / Number(b))
    .registerOperator("int / double", (a: bigint, b: number) => Number(a) / b);
}

/** So many days, weeks, months or years after a moment in seconds, by the calendar: a month after 31 January is the last of February. */
function later(seconds: number, count: number, unit: string): number {
  const at = new Date(seconds * 1000);
  if (unit === "month" || unit === "year") {
    const day = at.getUTCDate();
    at.setUTCMonth(at.getUTCMonth() + (unit === "year" ? 12 * count : count));
    if (at.getUTCDate() !== day) at.setUTCDate(0);
  } else at.setUTCDate(at.getUTCDate() + (unit === "week" ? 7 * count : count));
  return Math.floor(at.getTime() / 1000);
}

const found = ({ queries }: Records, name: string, where: unknown): JsonObject[] => {
  const wanted = fromCel(where);
  return queries.find(name, isObject(wanted) ? wanted : {});
};

const compiled = new Map<string, Expression>();
const MAX_COMPILED = 2000;

/** What is wrong with an expression, in words; undefined for a good one. */
export function faultOf(text: string): string | undefined {
  try {
    const checked = knownEnvironment().parse(text).check();
    return checked.valid ? undefined : (checked.error?.message ?? "it is not valid").split("\n")[0];
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0] : String(error);
  }
}

/** Compiles an expression, or finds it compiled. @throws ExpressionFailure for one that `faultOf` has words for. */
export function expressionOf(text: string): Expression {
  const known = compiled.get(text);
  if (known) return known;
  const fault = faultOf(text);
  if (fault !== undefined) throw new ExpressionFailure(`${text}: ${fault}`);
  // What an evaluation binds stands in the parsed expression: one that comes back to itself goes on with another copy.
  const free: ParseResult[] = [];
  // Only what the text names is converted: a record may be large, and a list asks for each of its rows.
  const names = VALUE_NAMES.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const made: Expression = {
    text,
    evaluate: (scope) => {
      const parsed = free.pop() ?? knownEnvironment().parse(text);
      try {
        return evaluate(text, names, parsed, scope);
      } finally {
        free.push(parsed);
      }
    },
  };
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(text, made);
  return made;
}

const ABSENT = new Set<unknown>([
  "no_such_key",
  "index_out_of_bounds",
  "index_out_of_range",
  "unknown_variable",
]);

/** An operator, a function, a list or a condition that was given null: the member it asks for is absent. */
const ON_NULL = new Set<unknown>([
  "no_such_overload",
  "no_matching_overload",
  "invalid_comprehension_range",
  "invalid_condition_type",
]);

/** The value, or undefined where the expression asks for a member that is not there. */
function evaluate(
  text: string,
  names: readonly ValueName[],
  parsed: ParseResult,
  scope: ExpressionScope,
): Json | undefined {
  // A value as a whole, or a list or an object in it, keeps the members that are null.
  const whole = wholeValue(text, scope);
  if (whole !== undefined) return visible(whole);
  const variables: Record<string, unknown> = {
    records: new Records(scope.records),
    tables: new Tables(scope.tables),
    functions: new Functions(scope.call),
    random: new RandomSource(scope.random),
    hash: new Hash(),
    now: BigInt(Math.floor(scope.now / 1000)),
  };
  for (const name of VALUE_NAMES) variables[name] = names.includes(name) ? toCel(scope.values[name]) : null;
  try {
    return fromCel(parsed(variables));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (ABSENT.has(code)) return undefined;
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    if (ON_NULL.has(code) && /\bnull\b/.test(message)) return undefined;
    throw new ExpressionFailure(`${text}: ${message}`);
  }
}

/** What a text that is a value's name and perhaps members of it stands for; a single value of it is left to CEL. */
function wholeValue(text: string, scope: ExpressionScope): Json | undefined {
  const [first = "", ...members] = text.split(".");
  const name = VALUE_NAMES.find((one) => one === first);
  const value = name === undefined ? undefined : scope.values[name];
  if (name === undefined || members.length === 0) return value;
  const inner = at(value ?? null, members);
  return typeof inner === "object" && inner !== null ? inner : undefined;
}
