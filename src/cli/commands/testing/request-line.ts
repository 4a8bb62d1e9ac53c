// A logged request as one line.
import type { LogRow } from "#contract/views.ts";
import { paint } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";

export function requestLine(shell: Shell, { at, method, path, status, duration, id, why }: LogRow): string {
  const time = paint(shell, "dim", new Date(at).toISOString().slice(11, 23));
  const style = status >= 500 ? "red" : status >= 400 ? "yellow" : "green";
  const answer = status === 0 ? "   " : paint(shell, style, String(status));
  const took = status === 0 ? "" : ` ${Math.round(duration)} ms`;
  const reason = status >= 400 ? `\n    ${why}` : "";
  return `${time} ${answer} ${method.padEnd(6)} ${path}${took} ${paint(shell, "dim", id)}${reason}`;
}
