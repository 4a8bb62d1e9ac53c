// Holds what the platform answers against its own description: a member that is not described, or not as described, fails
// the test that met it.
import { ROUTES } from "#edge/platform/define-route.ts";
import "#edge/platform/app.ts";

const PATTERNS = ROUTES.map((route) => ({
  route,
  // A literal path comes before one with a parameter in its place.
  weight: (route.path.match(/:/g) ?? []).length,
  pattern: new RegExp(`^${route.path.replaceAll(/:\w+/g, "[^/]+").replace(/\/$/, "")}/?$`),
})).sort((a, b) => a.weight - b.weight);

export function requireDescribed(method: string, url: string, status: number, body: unknown): void {
  const { pathname } = new URL(url);
  const found = PATTERNS.find(
    ({ route, pattern }) => route.method === method.toLowerCase() && pattern.test(pathname),
  );
  if (!found || status >= 400) return;
  const { route } = found;
  const answer = route.answers[status];
  if (answer === undefined) throw new Error(`${route.id} answers ${status}, which is not described`);
  if (answer === null || typeof answer === "string") return;
  const read = answer.safeParse(body);
  if (!read.success) throw new Error(`${route.id} answers otherwise than described: ${read.error.message}`);
  const [described, answered] = [read.data, body].map((value) => JSON.stringify(sorted(value)));
  if (described !== answered)
    throw new Error(
      `${route.id} answers more than is described:\n${answered}\nof which described:\n${described}`,
    );
}

/** Members in the order of their names, so that texts can be compared. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
