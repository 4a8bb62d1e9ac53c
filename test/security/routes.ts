// Every operation of the platform's own OpenAPI document, with what its declarations mean for who may call it. A route whose
// declarations mean nothing here fails: nobody adds one past these tests.
import { ROUTES } from "#edge/platform/define-route.ts";
import { ORIGIN, send } from "../support/test-sandbox.ts";

export type Right = "read" | "build" | "decide" | "own";

/**
 * - `public`: no credential is asked for; what is secret stands in the call.
 * - `sandbox`: names a sandbox of the caller's organisation.
 * - `provider`: for the organisation that owns the API.
 * - `administrator`: for whoever runs the installation.
 * - `own`: works on whatever the caller's organisation has; it cannot name anybody else's, but for a key and for people.
 */
export type Whose = "public" | "sandbox" | "provider" | "administrator" | "own";

export type Operation = {
  id: string;
  method: string;
  /** As the document writes it. */
  path: string;
  whose: Whose;
  right: Right;
  /** A key with sandbox:manage opens it too. */
  byKey: boolean;
  /** What a service token needs; nothing where no token does it. */
  scope?: string;
  /** Names, required and all. */
  query: string[];
  body?: unknown;
  isForm: boolean;
  /** The body's media type where it is neither JSON nor a form. */
  media?: string;
};

type Described = {
  operationId: string;
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
};

export async function listOperations(): Promise<{
  operations: Operation[];
  schemas: Record<string, unknown>;
}> {
  const { body } = await send(`${ORIGIN}/openapi.json`);
  const operations = Object.entries(body.paths as Record<string, Record<string, Described>>).flatMap(
    ([path, item]) => Object.entries(item).map(([method, one]) => operationOf(path, method, one)),
  );
  return { operations, schemas: body.components.schemas };
}

function operationOf(path: string, method: string, one: Described): Operation {
  const route = ROUTES.find(({ id }) => id === one.operationId);
  if (!route) throw new Error(`${one.operationId} is in the document and no route`);
  const right: Right = route.right ?? (method === "get" ? "read" : "build");
  const security = one.security ?? [];
  const scope = security.flatMap((way) => way["serviceToken"] ?? [])[0];
  const content = one.requestBody?.content ?? {};
  return {
    id: one.operationId,
    method: method.toUpperCase(),
    path,
    whose: whoseIs(path, method, route.tag, right, one),
    right,
    byKey: security.some((way) => "key" in way),
    ...(scope === undefined ? {} : { scope }),
    query: (one.parameters ?? []).flatMap((parameter) => (parameter.in === "query" ? [parameter.name] : [])),
    ...("application/json" in content ? { body: content["application/json"]?.schema } : {}),
    isForm: "multipart/form-data" in content,
    ...mediaOf(Object.keys(content)),
  };
}

function mediaOf(offered: readonly string[]): { media?: string } {
  const other = offered.find((one) => one !== "application/json" && one !== "multipart/form-data");
  return other === undefined ? {} : { media: other };
}

function whoseIs(path: string, method: string, tag: string, right: Right, one: Described): Whose {
  if (one.security === undefined) throw new Error(`${one.operationId} does not say who may call it`);
  if (one.security.length === 0) return "public";
  if (tag === "Administration") return "administrator";
  if (path.includes("{sandbox}")) return "sandbox";
  if (path.startsWith("/api/v1/organisation/")) return "own";
  if (tag === "For providers" || right === "decide" || right === "own") return "provider";
  if (path.startsWith("/api/v1/apis/{slug}") && method !== "get") return "provider";
  return "own";
}

/** Which of the victim's ids stands for a path parameter; one that is not known fails. */
export const parametersOf = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) =>
    name === "key" && path.startsWith("/api/v1/live/") ? "liveKey" : name,
  );

export const fillPath = (path: string, ids: Readonly<Record<string, string>>): string => {
  const names = parametersOf(path);
  let place = 0;
  return path.replaceAll(/\{\w+\}/g, () => {
    const name = names[place++] ?? "";
    const id = ids[name];
    if (id === undefined || id === "") throw new Error(`${path} has a parameter that is not known: ${name}`);
    return encodeURIComponent(id);
  });
};
