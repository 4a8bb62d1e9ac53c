// Parity: what another server answered otherwise than the sandbox, field by field. Values differ between any two servers, so
// that only their types are compared, and those that echo what was sent. Pure.
import { type Json, type JsonObject, isObject, textOf } from "#lib/json.ts";
import type { Exchange } from "#blueprint/workflows/expressions.ts";
import type { RunResult } from "./results.ts";

export type Drift = {
  step: string;
  kind: "status" | "header" | "shape" | "type" | "echo" | "step";
  /** Where: a header's name, or a path into the body. */
  at: string;
  sandbox: string;
  there: string;
};

/** Steps that both runs came to, in the order of the first. */
export function driftOf(sandbox: RunResult, there: RunResult): Drift[] {
  return sandbox.steps.flatMap((step): Drift[] => {
    const other = there.steps.find((one) => one.stepId === step.stepId);
    if (!step.exchange) return [];
    if (!other?.exchange)
      return [{ step: step.stepId, kind: "step", at: "", sandbox: "was called", there: "was not reached" }];
    return compare(step.exchange, other.exchange).map((one) => ({ step: step.stepId, ...one }));
  });
}

type Difference = Omit<Drift, "step">;

function compare(a: Exchange, b: Exchange): Difference[] {
  if (a.status !== b.status)
    return [{ kind: "status", at: "status", sandbox: String(a.status), there: String(b.status) }];
  return [
    ...headers(a.response.headers, b.response.headers),
    ...body("body", a.response.body, b.response.body),
    ...echoes(a, b),
  ];
}

/** Of the transport, of one answer alone, or of whoever stands in front: no client relies on them. */
const PASSING =
  /^(date|server|via|age|connection|keep-alive|transfer-encoding|content-length|content-encoding|vary|etag|last-modified|location|alt-svc|nel|report-to|set-cookie|strict-transport-security|x-request-id|.*request-?id|cf-.*|x-(amz|served|cache|timer|powered|runtime|content-type|frame|xss).*|access-control-.*|.*trace.*)$/;

function headers(a: JsonObject, b: JsonObject): Difference[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !PASSING.test(name));
  return names.sort().flatMap((name): Difference[] => {
    const [here, there] = [a[name], b[name]].map((value) =>
      value === undefined ? "absent" : name === "content-type" ? essence(value) : "present",
    );
    return here === there ? [] : [{ kind: "header", at: name, sandbox: here ?? "", there: there ?? "" }];
  });
}

const essence = (value: Json): string => textOf(value).split(";")[0]?.trim().toLowerCase() ?? "";

function body(at: string, a: Json | undefined, b: Json | undefined): Difference[] {
  const [here, there] = [typeOf(a), typeOf(b)];
  if (here === "absent" || there === "absent")
    return here === there ? [] : [{ kind: "shape", at, sandbox: here, there }];
  // Null stands for any value that is not set.
  if (here === "null" || there === "null") return [];
  if (here !== there) return [{ kind: "type", at, sandbox: here, there }];
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === 0 || b.length === 0 ? [] : body(`${at}[]`, whole(a), whole(b));
  if (!isObject(a) || !isObject(b)) return [];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.flatMap((name) => body(`${at}.${name}`, a[name], b[name]));
}

function typeOf(value: Json | undefined): string {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** One item that has the members of all of them. */
function whole(items: readonly Json[]): Json | undefined {
  const objects = items.filter(isObject);
  return objects.length === items.length ? (Object.assign({}, ...objects) as JsonObject) : items[0];
}

/** Members that the sandbox answers as they were sent, and the other server does not. */
function echoes(a: Exchange, b: Exchange): Difference[] {
  if (!isObject(a.request.body) || !isObject(b.request.body)) return [];
  const [mine, theirs] = [a.response.body, b.response.body];
  const sent = b.request.body;
  return Object.entries(a.request.body).flatMap(([name, value]): Difference[] => {
    const there = isObject(theirs) ? theirs[name] : undefined;
    const isEchoed = isObject(mine) && text(mine[name]) === text(value);
    if (!isEchoed || there === undefined || text(there) === text(sent[name])) return [];
    return [{ kind: "echo", at: `body.${name}`, sandbox: text(value), there: text(there) }];
  });
}

const text = (value: Json | undefined): string => JSON.stringify(value) ?? "absent";

export const driftLine = ({ step, kind, at, sandbox, there }: Drift): string =>
  kind === "step"
    ? `${step}: ${there}`
    : `${step}: ${at} is ${there} there, ${sandbox} in the sandbox (${kind})`;
