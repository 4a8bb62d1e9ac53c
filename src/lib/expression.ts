// Conditions and computed values of sandbox.yaml in CEL, the Common Expression Language: no loops, no eval, no side effects, bounded
// in size when they are compiled. JSON numbers without a fraction are integers; a member that is null is absent.
import { Environment, type ParseResult } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { type Json, type JsonObject, isObject, put, textOf } from "./json.ts";
import { md5Hex } from "./md5.ts";
import type { Random } from "./random.ts";
import { sha256HexSync } from "./sha256.ts";

/** Stored records as expressions read them. */
export type RecordQueries = {
  get(resource: string, id: string): JsonObject | undefined;
  find(resource: string, where: JsonObject): JsonObject[];
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
class RandomSource {
  readonly random: Random;
  constructor(random: Random) {
    this.random = random;
  }
}
class Hash {
  readonly algorithms = ["md5", "sha256"];
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
    .registerType("Random", RandomSource)
    .registerType("Hash", Hash)
    .registerVariable("records", "Records")
    .registerVariable("tables", "Tables")
    .registerVariable("random", "Random")
    .registerVariable("hash", "Hash")
    .registerVariable("now", "int");
  for (const name of VALUE_NAMES) made.registerVariable(name, "dyn");
  return registerFunctions(made);
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
        return isObject(given) ? toCel(queries.shown(name, given), true) : null;
      },
    )
    .registerFunction("Records.find(string, dyn): list<dyn>", (view: Records, name: string, where: unknown) =>
      found(view, name, where).map((one) => toCel(one)),
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
    .registerFunction("Hash.sha256(string): string", (_hash: Hash, text: string) => sha256HexSync(text))
    .registerFunction("sum(list): dyn", (list: unknown[]) =>
      toCel(list.reduce<number>((total, one) => total + Number(one), 0)),
    )
    .registerFunction("object(list): dyn", (pairs: unknown[]) => objectOf(pairs))
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

/** A map of pairs of a name and a value. */
const objectOf = (pairs: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(
    pairs.flatMap((pair) => (Array.isArray(pair) && typeof pair[0] === "string" ? [[pair[0], pair[1]]] : [])),
  );

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
  const parsed = knownEnvironment().parse(text);
  // Only what the text names is converted: a record may be large, and a list asks for each of its rows.
  const names = VALUE_NAMES.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const made: Expression = { text, evaluate: (scope) => evaluate(text, names, parsed, scope) };
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

/** The value, or undefined where the expression asks for a member that is not there. */
function evaluate(
  text: string,
  names: readonly ValueName[],
  parsed: ParseResult,
  scope: ExpressionScope,
): Json | undefined {
  // A value as a whole keeps the members that are null.
  const whole = VALUE_NAMES.find((name) => name === text);
  if (whole !== undefined) return visible(scope.values[whole]);
  const variables: Record<string, unknown> = {
    records: new Records(scope.records),
    tables: new Tables(scope.tables),
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
    // An operator or a function that was given null: the member it asks for is absent.
    if (code === "no_such_overload" && /null/.test(message)) return undefined;
    throw new ExpressionFailure(`${text}: ${message}`);
  }
}

/** Without the members that no document can have. */
const visible = (value: Json | undefined): Json | undefined =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => !name.startsWith("\n")))
    : value;

/** `nulls`: members that are null are kept, for what is shown as it is. */
function toCel(value: Json | undefined, nulls = false): unknown {
  if (value === undefined) return null;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((one) => toCel(one, nulls));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      (inner === null && !nulls) || name.startsWith("\n") ? [] : [[name, toCel(inner, nulls)]],
    ),
  );
}

function fromCel(value: unknown): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one) => fromCel(one) ?? null);
  if (value instanceof Map) return membersFrom([...value]);
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype)
    return membersFrom(Object.entries(value));
  return undefined;
}

function membersFrom(entries: [unknown, unknown][]): JsonObject {
  const made: JsonObject = {};
  for (const [name, inner] of entries) put(made, String(name), fromCel(inner) ?? null);
  return made;
}
