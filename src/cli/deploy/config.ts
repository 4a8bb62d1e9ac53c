// wrangler.toml as it is deployed: with the account's own database id, the public host, and absolute paths, since
// the file lies in .sandbar/ and not in the project's folder.
import path from "node:path";

export type Target = {
  databaseId: string;
  /** The host people call: a workers.dev name, or a domain of the account's. */
  host: string;
  /** True when the account has a zone for `host`, so that every API gets a host of its own below it. */
  zone: boolean;
  /** Where pages and accounts are, apart from the APIs: a host of one of the account's zones. */
  portal?: string;
};

export function deployConfig(toml: string, root: string, target: Target): string {
  const absolute = (file: string): string => JSON.stringify(path.join(root, file));
  const replaced = toml
    .replace(/^main = "(.*)"$/m, (_, file: string) => `main = ${absolute(file)}`)
    .replace(/^base_dir = "(.*)"$/m, (_, file: string) => `base_dir = ${absolute(file)}`)
    .replace(/^migrations_dir = "(.*)"$/m, (_, file: string) => `migrations_dir = ${absolute(file)}`)
    .replace(/^database_id = ".*"$/m, `database_id = ${JSON.stringify(target.databaseId)}`)
    .replace(/^DOMAIN = ".*"$/m, `DOMAIN = ${JSON.stringify(target.host)}`)
    .replace(/^PORTAL_HOST = ".*"$/m, `PORTAL_HOST = ${JSON.stringify(target.portal ?? "")}`)
    .replace(/^\[build\]\n(?:[^\n[]+\n)+/m, "");
  const routes = [
    ...(target.zone
      ? [
          `{ pattern = "${target.host}/*", zone_name = "${target.host}" }`,
          `{ pattern = "*.${target.host}/*", zone_name = "${target.host}" }`,
        ]
      : []),
    // Cloudflare makes the name and its certificate.
    ...(target.portal === undefined ? [] : [`{ pattern = "${target.portal}", custom_domain = true }`]),
  ];
  const served = routes.length === 0 ? "" : `routes = [${routes.join(", ")}]\n`;
  return `workers_dev = ${!target.zone}\npreview_urls = false\n${served}${replaced}`;
}

/** The workers.dev host in what `wrangler deploy` prints. */
export const hostIn = (output: string): string | undefined =>
  /https:\/\/([a-z0-9.-]+\.workers\.dev)\b/.exec(output)?.[1];
