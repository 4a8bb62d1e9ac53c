// Which secrets a deployment still has to set. Those that are there stay: a new one for keys or stored credentials would end
// what the old one signed or sealed.
export const SECRET_NAMES = ["KEY_SECRETS", "AUTH_SECRET", "ENCRYPTION_SECRET", "ADMIN_TOKEN"] as const;

/**
 * The secrets to set, by name: what the account lacks, and the administrator's token where it is not known to be the one that is
 * there, since nobody can read it back. `known` is what this machine remembers; `given` (SANDBAR_ADMIN_TOKEN) wins over it.
 */
export function missingSecrets(
  present: readonly string[],
  known: string | undefined,
  make: () => string,
  given?: string,
): { secrets: Record<string, string>; adminToken: string } {
  const wantedToken = given ?? known;
  const keepsToken = wantedToken !== undefined && wantedToken === known && present.includes("ADMIN_TOKEN");
  const adminToken = given ?? (keepsToken ? wantedToken : make());
  const wanted = SECRET_NAMES.filter((name) =>
    name === "ADMIN_TOKEN" ? !keepsToken : !present.includes(name),
  );
  return {
    secrets: Object.fromEntries(wanted.map((name) => [name, name === "ADMIN_TOKEN" ? adminToken : make()])),
    adminToken,
  };
}
