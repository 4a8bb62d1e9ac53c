// Accounts, sessions and organisations: better-auth over D1. A session token is a Bearer token as well as a cookie.
// Heavy: only the platform's own routes load this module, never an API call.
import { MIN_PASSWORD } from "#contract/password.ts";
import type { Role } from "#contract/team.ts";
import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { bearer } from "better-auth/plugins";
import { drizzle } from "drizzle-orm/d1";
import { asc, eq } from "drizzle-orm";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { newId, newOwnerId } from "#lib/ids.ts";
import { log } from "#lib/log.ts";
import { Problem } from "#lib/problem.ts";
import { slugify } from "#lib/words.ts";
import type { Actor, Control } from "../context.ts";
import type { SendMail } from "./mail.ts";
import { type NoteMembership, UNAUDITED_PATHS, organisationPlugin } from "./organisation-plugin.ts";
import { account, invitation, member, organization, session, user, verification } from "../schema.ts";

const SCRYPT = { N: 16384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 };
const KEY_BYTES = 64;

/** `__Host-` (RFC 6265bis §4.1.3): browsers hold such a cookie to one host, so that no API's host can set or see it. */
const COOKIE_PREFIX = "__Host-sandbar";
export const SESSION_COOKIE = `${COOKIE_PREFIX}.session_token`;

export type Person = {
  user: string;
  name: string;
  email: string;
  organization: string | null;
  /** When the session ends. */
  expires: number;
};

export type Auth = {
  handler(request: Request): Promise<Response>;
  whoIs(headers: Headers): Promise<Person | undefined>;
  /** Invites by mail, as the person of these headers; answers the invitation's id. */
  invite(headers: Headers, whom: { email: string; role: Role; organization: string }): Promise<string>;
};

export type AccountHooks = {
  /** Ends what ends with an account, before it is deleted; what it refuses, nothing is deleted of. */
  endWith: (person: { user: string; email: string }) => Promise<void>;
  /** Writes an invitation, and what becomes of it, into the audit log. */
  note: NoteMembership;
};

export function accounts(
  db: D1Database,
  secret: string,
  baseUrl: string,
  send: SendMail,
  { endWith, note }: AccountHooks,
): Auth {
  const auth = betterAuth({
    secret,
    baseURL: baseUrl,
    basePath: "/api/auth",
    database: drizzleAdapter(drizzle(db), {
      provider: "sqlite",
      schema: { user, session, account, verification, organization, member, invitation },
    }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: MIN_PASSWORD,
      async sendResetPassword({ user: who, token }) {
        await send({
          to: who.email,
          subject: "A new password",
          text: `Set a new password:\n\n${baseUrl}/reset-password?token=${token}\n\nThe link is good for an hour. If you did not ask for it, do nothing.`,
          about: { kind: "password", token },
        });
      },
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    user: {
      // It asks for the password, or for a session of the last day.
      deleteUser: { enabled: true, beforeDelete: ({ id, email }) => refusing(endWith({ user: id, email })) },
    },
    emailVerification: {
      sendOnSignUp: true,
      async sendVerificationEmail({ user: who, token }) {
        await send({
          to: who.email,
          subject: "Is this your address?",
          text: `Confirm it: ${baseUrl}/verify?token=${token}`,
          about: { kind: "verification", token },
        });
      },
    },
    plugins: [bearer(), organisationPlugin(baseUrl, send, note)],
    disabledPaths: UNAUDITED_PATHS,
    advanced: {
      database: {
        generateId: ({ model }) => (model === "organization" ? newOwnerId() : newId(model.slice(0, 3))),
      },
      ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
      // Named so by ourselves, with nothing added: also on http://localhost, where browsers take a Secure cookie.
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: false,
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true, secure: true, path: "/" },
    },
    telemetry: { enabled: false },
    // What else the library would write (addresses, URLs) is dropped.
    logger: { level: "error", log: (_level, message) => log("error", "accounts.failed", { cause: message }) },
    // The library counts in one isolate's memory, or by a route; `control/accounts/attempt-limits.ts` counts in D1, by network and account.
    rateLimit: { enabled: false },
  });
  return {
    handler: (request) => auth.handler(request),
    async whoIs(headers) {
      const found = await auth.api.getSession({ headers });
      return found
        ? {
            user: found.user.id,
            name: found.user.name,
            email: found.user.email,
            organization: found.session.activeOrganizationId ?? null,
            expires: found.session.expiresAt.getTime(),
          }
        : undefined;
    },
    async invite(headers, { email, role, organization: organizationId }) {
      try {
        const body = { email, role, organizationId, resend: true };
        const { id } = await auth.api.createInvitation({ headers, body });
        return id;
      } catch (error) {
        if (!(error instanceof APIError)) throw error;
        throw new Problem("conflict", error.body?.message ?? "This person cannot be invited.");
      }
    },
  };
}

/** A refusal as the library answers one. */
async function refusing(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new APIError("CONFLICT", { code: error.code, message: error.message });
  }
}

/** The organisation a person acts for: the session's active one, else their first, else one made now in their name. */
export async function actorOf(
  control: Control,
  person: { user: string; name: string; organization: string | null },
): Promise<Actor> {
  const memberships = await control.db
    .select()
    .from(member)
    .where(eq(member.userId, person.user))
    .orderBy(asc(member.createdAt))
    .limit(100);
  const chosen = memberships.find((one) => one.organizationId === person.organization) ?? memberships[0];
  if (chosen) return { user: person.user, partner: chosen.organizationId, role: chosen.role };
  const id = newOwnerId();
  const createdAt = new Date(control.now);
  await control.db.batch([
    control.db.insert(organization).values({
      id,
      name: person.name,
      slug: `${slugify(person.name) || "partner"}-${id.slice(0, 6).toLowerCase()}`,
      createdAt,
    }),
    control.db
      .insert(member)
      .values({ id: newId("mem"), organizationId: id, userId: person.user, role: "owner", createdAt }),
  ]);
  return { user: person.user, partner: id, role: "owner" };
}

/** scrypt of node:crypto, native in workerd: the pure JavaScript one takes seconds of CPU. */
async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString("hex");
  return `${salt}:${(await derive(password, salt)).toString("hex")}`;
}

async function verifyPassword(hash: string, password: string): Promise<boolean> {
  const [salt = "", key = ""] = hash.split(":");
  const expected = Buffer.from(key, "hex");
  const actual = await derive(password, salt);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

const derive = (password: string, salt: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, SCRYPT, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
