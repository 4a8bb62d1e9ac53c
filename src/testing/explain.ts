// Logged calls as a text for people whose test has failed.
import type { LoggedRequest } from "./types.ts";

/** A line a call; below each that was refused, why. */
export function explain(requests: readonly LoggedRequest[]): string {
  if (requests.length === 0) return "No call reached this sandbox.";
  return requests
    .map(({ at, method, path, status, why, id }) => {
      const answer = status === 0 ? "" : ` → ${status}`;
      const reason = status === 0 || status >= 400 ? `\n    ${why}` : "";
      return `${at.slice(11, 23)} ${method} ${path}${answer}  ${id}${reason}`;
    })
    .join("\n");
}
