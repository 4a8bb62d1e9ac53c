// What commands print: JSON for programs, or lines and aligned columns for people.
import { stripVTControlCharacters, styleText } from "node:util";
import type { Shell } from "./shell.ts";

type Style = "bold" | "dim" | "green" | "red" | "yellow" | "cyan";

export const paint = (shell: Pick<Shell, "colour">, style: Style, text: string): string =>
  shell.colour ? styleText(style, text, { validateStream: false }) : text;

/** One value: as JSON under --json, else the lines that `lines` makes of it. */
export function print(shell: Shell, value: unknown, lines: () => readonly string[]): void {
  const text = shell.json ? JSON.stringify(value, null, 2) : lines().join("\n");
  if (text !== "") shell.process.stdout.write(`${text}\n`);
}

/** One of many that come as time goes: a JSON value a line under --json, else a line. */
export const printOne = (shell: Shell, value: unknown, line: () => string): void =>
  shell.process.stdout.write(`${shell.json ? JSON.stringify(value) : line()}\n`);

/** To people, beside what is printed: it stays out of pipes and of --json. */
export function note(shell: Shell, line: string): void {
  if (!shell.json) shell.process.stderr.write(`${line}\n`);
}

/** Rows below a head, in aligned columns; `none` where there are no rows. */
export function table(
  shell: Shell,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  none: string,
): string[] {
  if (rows.length === 0) return [none];
  const [first, ...rest] = columns([head.map((one) => one.toUpperCase()), ...rows]);
  return [paint(shell, "dim", first ?? ""), ...rest];
}

/** Names and values below each other. */
export const pairs = (shell: Shell, rows: readonly (readonly [string, string])[]): string[] =>
  columns(rows.map(([name, value]) => [paint(shell, "dim", name), value]));

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))));
  return rows.map((row) =>
    row
      .map((cell, i) => cell + " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell))))
      .join("  ")
      .trimEnd(),
  );
}

const widthOf = (text: string): number => stripVTControlCharacters(text).length;

const UNITS = [
  [86_400, "day"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/** A span of time as people say it, by its two largest units. */
export function spanOf(seconds: number): string {
  let left = Math.round(seconds);
  const parts = UNITS.flatMap(([size, unit]) => {
    const n = Math.floor(left / size);
    left -= n * size;
    return n === 0 ? [] : [`${n} ${unit === "day" && n > 1 ? "days" : unit}`];
  });
  return parts.slice(0, 2).join(" ") || "0 s";
}

/** How long ago a moment was, as people say it. */
export function ago(moment: string | number, now = Date.now()): string {
  const seconds = Math.round((now - new Date(moment).getTime()) / 1000);
  if (seconds < 0) return new Date(moment).toISOString();
  const [size, unit] =
    seconds < 60
      ? [1, "s"]
      : seconds < 3600
        ? [60, "min"]
        : seconds < 172_800
          ? [3600, "h"]
          : [86_400, "days"];
  return `${Math.floor(seconds / size)} ${unit} ago`;
}
