// A document compiled in a test of the Node project.
import { compile } from "#blueprint/compile.ts";
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import { readDocument } from "#blueprint/read/document.ts";
import type { Operation } from "#blueprint/format/operation.ts";
import type { Blueprint } from "#blueprint/format/blueprint.ts";
import { readSandboxFile } from "#blueprint/read/sandbox-file.ts";

export function compiled(
  document: unknown,
  sandboxFile = "{}",
): Blueprint & { operation(method: string, path: string): Operation; diagnostics: Diagnostic[] } {
  const read = readDocument(typeof document === "string" ? document : JSON.stringify(document));
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  const file = readSandboxFile(sandboxFile);
  if (!file.ok) throw new Error(JSON.stringify(file.failure));
  const made = compile(read.value, file.value);
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  const { blueprint, diagnostics } = made.value;
  return {
    ...blueprint,
    diagnostics,
    operation(method, path) {
      const found = blueprint.index.operations.find((one) => one.method === method && one.path === path);
      if (!found) throw new Error(`no ${method} ${path}`);
      return found;
    },
  };
}

type Method = {
  body?: unknown;
  answer?: unknown;
  status?: number;
  media?: string;
  query?: Record<string, unknown>;
  example?: unknown;
  headers?: string[];
};

/** A document from paths in short: `{ "GET /pets": { answer: schema } }`. */
export function documentOf(
  paths: Record<string, Method>,
  rest: Record<string, unknown> = {},
): Record<string, unknown> {
  const items: Record<string, Record<string, unknown>> = {};
  for (const [key, one] of Object.entries(paths)) {
    const [method = "GET", path = "/"] = key.split(" ");
    const parameters = [
      ...[...path.matchAll(/\{([^}]+)\}/g)].map((match) => ({
        name: match[1],
        in: "path",
        required: true,
        schema: { type: "string" },
      })),
      ...Object.entries(one.query ?? {}).map(([name, schema]) => ({ name, in: "query", schema })),
    ];
    const content =
      one.answer === undefined
        ? {}
        : {
            content: {
              [one.media ?? "application/json"]: {
                schema: one.answer,
                ...(one.example === undefined ? {} : { example: one.example }),
              },
            },
          };
    const status = String(one.status ?? (method === "DELETE" ? 204 : 200));
    (items[path] ??= {})[method.toLowerCase()] = {
      parameters,
      ...(one.body === undefined
        ? {}
        : { requestBody: { required: true, content: { "application/json": { schema: one.body } } } }),
      responses: {
        [status]: {
          description: "",
          headers: Object.fromEntries(
            (one.headers ?? []).map((name) => [name, { schema: { type: "string" } }]),
          ),
          ...content,
        },
      },
    };
  }
  return { openapi: "3.1.0", info: { title: "Test", version: "1" }, paths: items, ...rest };
}
