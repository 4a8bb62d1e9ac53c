// Vars and secrets, parsed once at the door. A missing secret stops the Worker with a sentence, not with a puzzle.
import { z } from "zod";
import { REACHES } from "./lib/url-guard.ts";

const HOST_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*$/;

/** One of two hosts is the other, or lies below it. */
const isRelated = (one: string, other: string): boolean =>
  one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);

const Vars = z.object({
  /** The registrable host API hosts hang under (`{api}.DOMAIN`). */
  DOMAIN: z.string().min(1),
  /** Where the pages, accounts and cookies are, apart from every host that answers as an API; unset, one host serves both. */
  PORTAL_HOST: z
    .string()
    .optional()
    .transform((host) => (host === "" ? undefined : host?.toLowerCase()))
    .refine((host) => host === undefined || HOST_NAME.test(host), "PORTAL_HOST must be a bare host name"),
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
export const Settings = Vars.refine(
  ({ DOMAIN, PORTAL_HOST }) => PORTAL_HOST === undefined || !isRelated(PORTAL_HOST, DOMAIN.toLowerCase()),
  { path: ["PORTAL_HOST"], message: "PORTAL_HOST must be outside DOMAIN, where APIs answer" },
);
export type Settings = z.infer<typeof Settings>;

const known = new WeakMap<object, Settings>();

export function readSettings(env: object): Settings {
  const settings = known.get(env) ?? Settings.parse(env);
  known.set(env, settings);
  return settings;
}
