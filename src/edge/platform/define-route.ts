// Defines a route and its description in one place: its input is parsed by the schemas that the platform's OpenAPI document is
// made from. The caller is checked before the input: an unauthorized caller learns nothing of a route from its errors.
import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Actor } from "#control/context.ts";
import { requireAllowed } from "#control/accounts/roles.ts";
import type { ServiceScope } from "#contract/service-tokens.ts";
import type { Right } from "#contract/team.ts";
import { PROVED_BODY_BYTES } from "../body-limit.ts";
import { type Platform, jsonBody } from "./auth.ts";
import { type ParameterSchemas, type PathParameters, parsePath } from "./path-parameters.ts";

export type Method = "get" | "post" | "put" | "patch" | "delete";

export type About<
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  Path extends string = string,
> = {
  /** The operationId: stable, clients are generated from it. */
  id: string;
  summary: string;
  /** More, where the summary is not enough. */
  detail?: string;
  /** What a role must allow; a change needs `build` if nothing is said. */
  right?: Right;
  params?: ParameterSchemas<Path>;
  /** What a service token needs, where it is not what follows from the module's scope. */
  scope?: RouteScope;
  query?: Q;
  body?: B;
  /** The body's media type where it is not JSON; the handler reads it. */
  form?: z.ZodType;
  /** How large a body may be, where that is not what any other route takes. */
  bodyBytes?: number;
  /** That media type, where it is no multipart form. */
  media?: string;
  /** By status; null is an answer without a body, a text its description. */
  answers: Record<number, z.ZodType | string | null>;
};

/** Who may call: with a session; with a session or a key of the scope `sandbox:manage`; anybody. */
export type Access = "session" | "manage" | "public";

/** What a service token must have; `session` opens to no token. */
export type RouteScope = ServiceScope | "session";

export type RouteDefinition = About & {
  method: Method;
  path: string;
  tag: string;
  access: Access;
  scope: RouteScope;
};

/** Every described route, in the order of their modules. */
export const ROUTES: RouteDefinition[] = [];

export type Called<T, Q, B, P> = { context: Context<Platform>; on: T; params: P; query: Q; body: B };

/** A way to add routes below a base path; `enter` refuses unauthorized callers and finds what the route works on. */
export function defineRoutes<T extends Actor | { actor: Actor }>(
  app: Hono<Platform>,
  {
    base,
    tag,
    access = "session",
    changes = "admin",
  }: {
    base: string;
    tag: string;
    access?: Access;
    /** The scope that a service token needs to change anything here. */
    changes?: RouteScope;
  },
  enter: (context: Context<Platform>) => Promise<T>,
) {
  return <
    const Path extends string,
    Q extends z.ZodType = z.ZodUndefined,
    B extends z.ZodType = z.ZodUndefined,
  >(
    method: Method,
    path: Path,
    about: About<Q, B, Path>,
    handle: (call: Called<T, z.infer<Q>, z.infer<B>, PathParameters<Path>>) => Response | Promise<Response>,
  ): void => {
    const scope = about.scope ?? scopeOf(method, about.right, changes);
    ROUTES.push({ ...about, method, path: base + path, tag, access, scope });
    // Widened to text: the router has a type of its own for the parameters of a path.
    const pattern: string = path;
    app.on(method.toUpperCase(), pattern, async (context) => {
      const on = await enter(context);
      if (access !== "public") context.env.body.bytes = about.bodyBytes ?? PROVED_BODY_BYTES;
      const right = about.right ?? (method === "get" ? undefined : "build");
      requireAllowed(actorIn(on), right, scope);
      const params = parsePath<Path>(context.req.param(), about.params);
      const query = about.query?.parse(context.req.query()) as z.infer<Q>; // undefined exactly where Q is
      const body = (about.body ? about.body.parse(await jsonBody(context)) : undefined) as z.infer<B>; // the same
      return handle({ context, on, params, query, body });
    });
  };
}

/** Reading is `read`; what is for owners and reviewers is `admin`. */
function scopeOf(method: Method, right: Right | undefined, changes: RouteScope): RouteScope {
  if (method === "get") return "read";
  return right === "own" || right === "decide" ? "admin" : changes;
}

const actorIn = (on: Actor | { actor: Actor }): Actor => ("actor" in on ? on.actor : on);

/** `{data: […]}`, as every list is answered. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item) });
