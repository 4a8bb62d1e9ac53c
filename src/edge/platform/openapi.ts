// The platform's own OpenAPI document, made from its routes and their schemas.
import { z } from "zod";
import { SESSION_COOKIE } from "#control/accounts/accounts.ts";
import { PLATFORM_STATUS } from "#lib/problem.ts";
import type { JsonObject } from "#lib/json.ts";
import { type RouteDefinition, ROUTES } from "./define-route.ts";

const Problem = z
  .object({
    sandbox_error: z.enum(Object.keys(PLATFORM_STATUS)),
    message: z.string().describe("What happened, and what to do next"),
    timestamp: z.iso.datetime(),
    details: z.array(z.unknown()).optional(),
  })
  .meta({ id: "Problem", description: "A refusal: what happened, and what to do next." });

/** Any one of these opens a route; a service token's is listed with the scope it needs. */
function securityOf({ access, scope }: RouteDefinition): JsonObject[] {
  if (access === "public") return [];
  return [
    { session: [] },
    { cookie: [] },
    ...(scope === "session" ? [] : [{ serviceToken: [scope] }]),
    ...(access === "manage" ? [{ key: [] }] : []),
  ];
}

/** OpenAPI 3.1 of every described route; `origin` is where this server is. */
export function platformDocument(origin: string): JsonObject {
  const schemas: Record<string, JsonObject> = {};
  const schemaOf = (schema: z.ZodType, io: "input" | "output"): JsonObject => collect(schemas, schema, io);
  const paths: Record<string, JsonObject> = {};
  for (const route of ROUTES) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[route.method] = operationOf(route, schemaOf);
  }
  schemaOf(Problem, "output");
  return {
    openapi: "3.1.0",
    info: {
      title: "Sandbar",
      version: "1",
      summary: "Sandboxes of APIs, one for each partner: open them, control them, look into them.",
    },
    servers: [{ url: origin }],
    tags: [...new Set(ROUTES.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: {
          type: "http",
          scheme: "bearer",
          description: "A session token, as signing in answers it.",
        },
        serviceToken: {
          type: "http",
          scheme: "bearer",
          description: "A service token of the organisation, for machines; its scopes are in brackets.",
        },
        cookie: { type: "apiKey", in: "cookie", name: SESSION_COOKIE },
        key: {
          type: "http",
          scheme: "bearer",
          description: "A test key of the sandbox with the scope sandbox:manage.",
        },
      },
    },
  };
}

/** Any text, unless the route says what a parameter must look like. */
function parameterSchema(route: RouteDefinition, name: string, schemaOf: SchemaOf): JsonObject {
  const schemas: Record<string, z.ZodType | undefined> = route.params ?? {};
  const schema = schemas[name];
  return schema ? schemaOf(schema, "input") : { type: "string" };
}

type SchemaOf = (schema: z.ZodType, io: "input" | "output") => JsonObject;

function operationOf(route: RouteDefinition, schemaOf: SchemaOf): JsonObject {
  const path = [...route.path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: parameterSchema(route, name, schemaOf),
  }));
  const input = route.form ?? route.body;
  return {
    operationId: route.id,
    summary: route.summary,
    ...(route.detail === undefined ? {} : { description: route.detail }),
    tags: [route.tag],
    security: securityOf(route),
    parameters: [...path, ...queryOf(route, schemaOf)],
    ...(input
      ? {
          requestBody: {
            content: {
              [route.media ?? (route.form ? "multipart/form-data" : "application/json")]: {
                schema: schemaOf(input, "input"),
              },
            },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]): [string, JsonObject] => [
          status,
          typeof answer === "string"
            ? { description: answer }
            : {
                description: answer?.description ?? (answer ? "Done." : "Done; there is nothing to tell."),
                ...(answer
                  ? { content: { "application/json": { schema: schemaOf(answer, "output") } } }
                  : {}),
              },
        ]),
      ),
      default: {
        description: "Refused.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

/** What a route takes, for the page: the query's members, and the body's schema. */
export function inputOf(route: RouteDefinition): {
  query: { name: string; description?: string }[];
  body?: JsonObject;
} {
  const query = queryOf(route, (schema, io) => collect({}, schema, io)) as {
    name: string;
    description?: string;
  }[];
  const input = route.form ?? route.body;
  if (!input) return { query };
  const {
    $schema: _dialect,
    id: _id,
    ...body
  } = z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) as JsonObject;
  return { query, body };
}

function queryOf(route: RouteDefinition, schemaOf: SchemaOf): JsonObject[] {
  if (!route.query) return [];
  const { properties = {}, required = [] } = schemaOf(route.query, "input") as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

/** A schema as JSON Schema; those that have a name go among the components. */
function collect(schemas: Record<string, JsonObject>, schema: z.ZodType, io: "input" | "output"): JsonObject {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      // An object of unknown members is all that can be said of a record.
      if (zodSchema._zod.def.type === "custom") jsonSchema.type = "object";
    },
  });
  const {
    $schema: _dialect,
    $defs = {},
    ...plain
  } = JSON.parse(JSON.stringify(made).replaceAll("#/$defs/", "#/components/schemas/")) as JsonObject & {
    $defs?: Record<string, JsonObject>;
  };
  for (const [name, { id: _id, ...value }] of Object.entries($defs)) schemas[name] = value;
  const { id, ...rest } = plain;
  if (typeof id !== "string") return rest;
  schemas[id] = rest;
  return { $ref: `#/components/schemas/${id}` };
}
