// wrangler.toml as it is deployed: with the installation's own names, the account's own database id, the public hosts, and absolute
// paths, since the file lies in .sandbar/ and not in the project's folder.
import path from "node:path";
import type { Installation } from "./installation.ts";

/** Where an installation is served, and what it publishes. */
export type Target = {
  databaseId: string;
  /** The host people call: a workers.dev name, or the custom domain. */
  host: string;
  /** True where `host` is a custom domain; false on workers.dev. */
  custom: boolean;
  /** Every host below `host` as well, by a route: it takes a DNS record and a certificate that covers them. */
  wildcard: boolean;
  /** APIs with a custom domain of their own, `{api}.{host}`. */
  apiHosts: readonly string[];
  /** Where pages and accounts are, apart from the APIs: a host of one of the account's zones. */
  portal?: string | undefined;
  /** Mail goes out, by the binding EMAIL. */
  mail: boolean;
  /** The built-in APIs that it is not ready without. */
  apis: readonly string[];
};

export type Names = Pick<Installation, "name" | "bucket" | "queues" | "limits">;

export function deployConfig(toml: string, root: string, names: Names, target: Target): string {
  const absolute = (file: string): string => JSON.stringify(path.join(root, file));
  const [queue, dead] = names.queues;
  const replaced = toml
    .replace(/^name = ".*"$/m, `name = ${JSON.stringify(names.name)}`)
    .replace(/^main = "(.*)"$/m, (_, file: string) => `main = ${absolute(file)}`)
    .replace(/^base_dir = "(.*)"$/m, (_, file: string) => `base_dir = ${absolute(file)}`)
    .replace(/^migrations_dir = "(.*)"$/m, (_, file: string) => `migrations_dir = ${absolute(file)}`)
    .replace(/^database_name = ".*"$/m, `database_name = ${JSON.stringify(names.name)}`)
    .replace(/^database_id = ".*"$/m, `database_id = ${JSON.stringify(target.databaseId)}`)
    .replace(/^bucket_name = ".*"$/m, `bucket_name = ${JSON.stringify(names.bucket)}`)
    .replaceAll(
      /^(queue|dead_letter_queue) = "(.*)"$/gm,
      (_, key: string, name: string) => `${key} = ${JSON.stringify(name.endsWith("-dead") ? dead : queue)}`,
    )
    .replaceAll(
      /^namespace_id = "(\d+)"$/gm,
      (_, id: string) => `namespace_id = "${Number(id) + names.limits}"`,
    )
    .replace(/^DOMAIN = ".*"$/m, `DOMAIN = ${JSON.stringify(target.host)}`)
    .replace(/^PORTAL_HOST = ".*"$/m, `PORTAL_HOST = ${JSON.stringify(target.portal ?? "")}`)
    .replace(/^BUILT_INS = ".*"$/m, `BUILT_INS = ${JSON.stringify(target.apis.join(","))}`)
    .replace(/^\[build\]\n(?:[^\n[]+\n)+/m, "");
  const routes = routesOf(target);
  const served = routes.length === 0 ? "" : `routes = [${routes.join(", ")}]\n`;
  const mail = target.mail ? '\n[[send_email]]\nname = "EMAIL"\n' : "";
  return `workers_dev = ${!target.custom}\npreview_urls = false\n${served}${replaced}${mail}`;
}

/** Cloudflare makes the name and the certificate of a custom domain; a wildcard is a route, for which it makes neither. */
function routesOf({ host, custom, wildcard, apiHosts, portal }: Target): string[] {
  const own = [
    ...(custom ? [host, ...apiHosts.map((api) => `${api}.${host}`)] : []),
    ...(portal ? [portal] : []),
  ];
  return [
    ...own.map((name) => `{ pattern = "${name}", custom_domain = true }`),
    ...(custom && wildcard ? [`"*.${host}/*"`] : []),
  ];
}

/** The workers.dev host in what `wrangler deploy` prints. */
export const hostIn = (output: string): string | undefined =>
  /https:\/\/([a-z0-9.-]+\.workers\.dev)\b/.exec(output)?.[1];
