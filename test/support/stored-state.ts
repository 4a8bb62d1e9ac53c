// Everything that is stored of a tenant and of the platform, as texts, and where in it a secret can be found in any of the
// forms it is likely to be written in. Built apart from what redacts, so that both cannot be wrong alike.
import { env, runInDurableObject } from "cloudflare:test";
import type { TestSandbox } from "./test-sandbox.ts";
import { stubOf } from "./tenant.ts";

type Found = { where: string; text: string };
type Cell = string | number | null | ArrayBuffer | Uint8Array | readonly number[];

/** All texts of the tenant's tables and of D1, each with `table.column`. Forks and live tenants by their stubs. */
export async function storedState(
  sandbox: TestSandbox,
  more: readonly Pick<DurableObjectStub, "id">[] = [],
): Promise<Found[]> {
  const stubs = [await stubOf(sandbox), ...more] as DurableObjectStub[];
  const tenants = await Promise.all(
    stubs.map((stub) =>
      runInDurableObject(stub, (_instance, state) => {
        const { sql } = state.storage;
        return tablesOf(sql.exec<{ name: string }>(TABLES).toArray()).flatMap((table) =>
          textsOf(table, sql.exec(`SELECT * FROM "${table}"`).toArray() as Record<string, Cell>[]),
        );
      }),
    ),
  );
  const found = tenants.flat();
  const names = await env.DB.prepare(TABLES).all<{ name: string }>();
  for (const table of tablesOf(names.results)) {
    const rows = await env.DB.prepare(`SELECT * FROM "${table}"`).all<Record<string, Cell>>();
    found.push(...textsOf(`D1 ${table}`, rows.results));
  }
  return found;
}

const TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'";
const tablesOf = (rows: { name: string }[]): string[] =>
  rows.map((row) => row.name).filter((name) => !/^(_cf_|sqlite_)/.test(name));

const textsOf = (table: string, rows: Record<string, Cell>[]): Found[] =>
  rows.flatMap((row) =>
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([column, value]) => ({ where: `${table}.${column}`, text: textOf(value) })),
  );

function textOf(value: Cell): string {
  if (value instanceof ArrayBuffer) return new TextDecoder("latin1").decode(value);
  if (value instanceof Uint8Array) return new TextDecoder("latin1").decode(value);
  if (Array.isArray(value)) return new TextDecoder("latin1").decode(Uint8Array.from(value as number[]));
  return String(value);
}

/** `table.column` of every place where a key can be found: whole, or the part of it that nobody could guess. */
export const placesOfKey = (state: readonly Found[], key: string): string[] =>
  placesOf(state, [key, key.slice(-40)].flatMap(formsOf));

/** The same for a card number, written in one piece, in groups, or with what a form makes of a space. */
export const placesOfCard = (state: readonly Found[], card: string): string[] => {
  const groups = card.match(/.{1,4}/g) ?? [];
  return placesOf(
    state,
    [card, ...[" ", "-", "+", "%20"].map((between) => groups.join(between))].flatMap(formsOf),
  );
};

function placesOf(state: readonly Found[], forms: readonly string[]): string[] {
  const places = state.flatMap(({ where, text }) => {
    const small = text.toLowerCase();
    return forms.some((form) => text.includes(form) || (form.includes("%") && small.includes(form)))
      ? [where]
      : [];
  });
  return [...new Set(places)].sort();
}

const hexOf = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, "0");

function formsOf(secret: string): string[] {
  const all = (form: (char: string) => string): string => Array.from(secret).map(form).join("");
  return [
    secret,
    secret.replaceAll("_", "%5f").toLowerCase() === secret.toLowerCase()
      ? secret
      : secret.replaceAll("_", "%5F"),
    all((char) => `%${hexOf(char)}`),
    all((char) => `%25${hexOf(char)}`),
    all((char) => `\\u00${hexOf(char)}`),
    all((char) => `&#${char.charCodeAt(0)};`),
    // In base64 wherever it begins in a group of three; without the letters that its neighbours change.
    ...["", "?", "??"].map((before) =>
      btoa(before + secret)
        .replace(/=+$/, "")
        .slice(before === "" ? 0 : 4, -2),
    ),
  ];
}
