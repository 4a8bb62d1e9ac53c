// The parameters that a route's path names, typed by the path itself: `/:sandbox/:api` has `sandbox` and `api`.
import type { Context } from "hono";
import type { z } from "zod";

type Names<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

export type PathParameters<Path extends string> = Record<Names<Path>, string>;
/** What a parameter must look like, where any text will not do. */
export type ParameterSchemas<Path extends string> = { [Name in Names<Path>]?: z.ZodType<string> };

/** The router has matched the path, so every parameter is there; those with a schema are parsed by it. */
export function parsePath<Path extends string>(
  values: Readonly<Record<string, string>>,
  schemas: Readonly<Record<string, z.ZodType<string> | undefined>> = {},
): PathParameters<Path> {
  const parsed = Object.entries(values).map(([name, value]) => [name, schemas[name]?.parse(value) ?? value]);
  return Object.fromEntries(parsed) as PathParameters<Path>; // the names are those of the path that matched
}

/** One parameter, for what finds a route's object before its handler. A route that lacks it is a bug. */
export function pathParameter(context: Context, name: string): string {
  const value: string | undefined = context.req.param(name);
  if (value === undefined) throw new Error(`the route has no parameter '${name}'`);
  return value;
}
