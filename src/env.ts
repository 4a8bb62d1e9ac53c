// Variables and secrets, parsed once at the entry. A missing secret stops the Worker with a sentence that names it.
import { z } from "zod";
import { refusePortalHost } from "#lib/host-name.ts";
import { REACHES } from "#lib/url-guard.ts";

const Vars = z.object({
  /** The registrable host API hosts hang under (`{api}.DOMAIN`). */
  DOMAIN: z.string().min(1),
  /** Where the pages, accounts and cookies are, apart from every host that answers as an API; unset, one host serves both. */
  PORTAL_HOST: z
    .string()
    .optional()
    .transform((host) => (host === "" ? undefined : host?.toLowerCase())),
  /** The APIs that an installation is not ready without, by slug, separated by commas. */
  BUILT_INS: z
    .string()
    .default("")
    .transform((text) => text.split(",").filter((slug) => slug !== "")),
  /** Secrets that sign keys, newest first, separated by commas; retiring one ends the keys it signed. */
  KEY_SECRETS: z
    .string()
    .min(32, "KEY_SECRETS needs at least 32 characters")
    .transform((text) =>
      text
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== ""),
    ),
  /** Signs sessions. */
  AUTH_SECRET: z.string().min(32),
  /** Encrypts credentials at rest. */
  ENCRYPTION_SECRET: z.string().min(32),
  /** Lets the deployer's own tools publish and administer. */
  ADMIN_TOKEN: z.string().min(32),
  /** Where webhooks and upstreams may be. */
  REACH: z.enum(REACHES).default("public"),
});
export const Settings = Vars.superRefine(({ DOMAIN, PORTAL_HOST }, context) => {
  const refused = PORTAL_HOST === undefined ? undefined : refusePortalHost(PORTAL_HOST, DOMAIN);
  if (refused !== undefined) context.addIssue({ code: "custom", path: ["PORTAL_HOST"], message: refused });
});
export type Settings = z.infer<typeof Settings>;

const known = new WeakMap<object, Settings>();

export function readSettings(env: object): Settings {
  const settings = known.get(env) ?? Settings.parse(env);
  known.set(env, settings);
  return settings;
}
