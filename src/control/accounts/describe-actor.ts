// An actor in words: the person or the service token, the organisation it acts for, and when its credential ends.
import { eq } from "drizzle-orm";
import type { Me } from "#contract/account-views.ts";
import { isoMillis } from "#lib/clock.ts";
import type { Actor, Control } from "../context.ts";
import { serviceTokenOf } from "../keys/service-tokens.ts";
import { organization } from "../schema.ts";
import type { Person } from "./accounts.ts";

export async function describeActor(control: Control, actor: Actor, person: Person | undefined): Promise<Me> {
  const { user, partner, role } = actor;
  const who = { user, partner, role, email: null, organisation: null, scopes: null, expiresAt: null };
  if (partner === null) return { ...who, name: "the administrator of this installation" };
  const [found] = await control.db
    .select({ name: organization.name })
    .from(organization)
    .where(eq(organization.id, partner))
    .limit(1);
  const organisation = found?.name ?? null;
  if (person) {
    const { name, email, expires } = person;
    return { ...who, organisation, name, email, expiresAt: isoMillis(expires) };
  }
  const token = await serviceTokenOf(control, actor);
  return {
    ...who,
    organisation,
    name: token?.name ?? user,
    scopes: token?.scopes ?? null,
    expiresAt: token?.expiresAt ?? null,
  };
}
