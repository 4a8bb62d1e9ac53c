// The people of an organisation: its members and their roles, and who is invited. An organisation always has an owner: that is
// decided in the statement that changes a member, so that of two changes at once not both take the last one.
import { type SQL, and, asc, desc, eq, gt, ne, or, sql } from "drizzle-orm";
import {
  type InvitationView,
  type MemberView,
  type MembershipView,
  type OrganisationView,
  Role,
} from "#contract/team.ts";
import { Problem } from "#lib/problem.ts";
import type { Actor, Control } from "../context.ts";
import { partnerOf } from "../sandboxes/sandboxes.ts";
import { invitation, member, organization, user } from "../schema.ts";
import { noteAudit } from "./audit.ts";
import { ROLES_IN_WORDS, rightsOf } from "./roles.ts";

/** The organisation that somebody acts for, and what they may do in it. */
export async function describeOrganisation(control: Control, actor: Actor): Promise<OrganisationView> {
  const id = partnerOf(actor);
  const [found] = await control.db
    .select({ name: organization.name })
    .from(organization)
    .where(eq(organization.id, id))
    .limit(1);
  if (!found) throw new Problem("not_found", "This organisation is no more.");
  return { id, name: found.name, role: actor.role, rights: [...rightsOf(actor.role)], roles: ROLES_IN_WORDS };
}

/** The organisations that a person is in, oldest first. */
export async function listMemberships(
  control: Control,
  actor: Actor,
  limit: number,
): Promise<MembershipView[]> {
  const rows = await control.db
    .select({ id: organization.id, name: organization.name, role: member.role })
    .from(member)
    .innerJoin(organization, eq(organization.id, member.organizationId))
    .where(eq(member.userId, actor.user))
    .orderBy(asc(member.createdAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, isActive: row.id === actor.partner }));
}

export async function listMembers(control: Control, actor: Actor, limit: number): Promise<MemberView[]> {
  const rows = await membersWhere(control, eq(member.organizationId, partnerOf(actor)), limit);
  return rows.map((row) => memberView(actor, row));
}

/** Gives a member a role, from their next request on. */
export async function changeRole(
  control: Control,
  actor: Actor,
  id: string,
  role: Role,
): Promise<MemberView> {
  const before = await requireMember(control, actor, id);
  const changed = await control.db
    .update(member)
    .set({ role })
    .where(and(eq(member.id, id), role === "owner" ? undefined : leavesAnOwner()))
    .returning({ id: member.id });
  if (changed.length === 0) throw lastOwner(before.name);
  await noteAudit(control, actor, {
    mode: "test",
    action: "member.role",
    target: before.email,
    detail: { from: before.role, to: role },
  });
  return { ...before, role };
}

/** Ends a membership; what the person made stays, and so do keys and service tokens. */
export async function removeMember(control: Control, actor: Actor, id: string): Promise<MemberView> {
  const before = await requireMember(control, actor, id);
  const removed = await control.db
    .delete(member)
    .where(and(eq(member.id, id), leavesAnOwner()))
    .returning({ id: member.id });
  if (removed.length === 0) throw lastOwner(before.name);
  await noteAudit(control, actor, { mode: "test", action: "member.remove", target: before.email });
  return before;
}

/** Invitations that nobody has answered, newest first; of the expired ones those of the last month. */
export async function listInvitations(
  control: Control,
  actor: Actor,
  limit: number,
): Promise<InvitationView[]> {
  const rows = await control.db
    .select({ row: invitation, by: user.name })
    .from(invitation)
    .innerJoin(user, eq(user.id, invitation.inviterId))
    .where(
      and(
        eq(invitation.organizationId, partnerOf(actor)),
        eq(invitation.status, "pending"),
        gt(invitation.expiresAt, new Date(control.now - SHOWN_MS)),
      ),
    )
    .orderBy(desc(invitation.createdAt))
    .limit(limit);
  return rows.map(({ row, by }) => viewOfInvitation(control, row, by));
}

const SHOWN_MS = 30 * 24 * 60 * 60 * 1000;

/** Takes back an invitation that nobody has answered. */
export async function cancelInvitation(control: Control, actor: Actor, id: string): Promise<void> {
  const [row] = await control.db
    .update(invitation)
    .set({ status: "canceled" })
    .where(
      and(
        eq(invitation.id, id),
        eq(invitation.organizationId, partnerOf(actor)),
        eq(invitation.status, "pending"),
      ),
    )
    .returning({ email: invitation.email });
  if (!row) throw new Problem("not_found", "There is no such open invitation here.");
  await noteAudit(control, actor, { mode: "test", action: "invitation.cancel", target: row.email });
}

/** An invitation, newly made, as it is listed. */
export async function readInvitation(control: Control, actor: Actor, id: string): Promise<InvitationView> {
  const found = (await listInvitations(control, actor, MOST)).find((one) => one.id === id);
  if (!found) throw new Problem("not_found", "There is no such open invitation here.");
  return found;
}

/** As many invitations as an organisation may have open. */
const MOST = 100;

type MemberRow = { id: string; user: string; name: string; email: string; role: string; since: Date };

const membersWhere = (control: Control, where: SQL | undefined, limit: number): Promise<MemberRow[]> =>
  control.db
    .select({
      id: member.id,
      user: user.id,
      name: user.name,
      email: user.email,
      role: member.role,
      since: member.createdAt,
    })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(where)
    .orderBy(asc(member.createdAt), asc(member.id))
    .limit(limit);

async function requireMember(control: Control, actor: Actor, id: string): Promise<MemberView> {
  const [row] = await membersWhere(
    control,
    and(eq(member.id, id), eq(member.organizationId, partnerOf(actor))),
    1,
  );
  if (!row) throw new Problem("not_found", "There is no such member here.");
  return memberView(actor, row);
}

const memberView = (actor: Actor, { since, ...row }: MemberRow): MemberView => ({
  ...row,
  joinedAt: since.toISOString(),
  isYou: row.user === actor.user,
});

/** Of a row of `member`: it is no owner, or not the only one. */
const leavesAnOwner = (): SQL | undefined =>
  or(
    ne(member.role, "owner"),
    sql`EXISTS (SELECT 1 FROM ${member} AS other WHERE other.organization_id = ${member.organizationId}
      AND other.id <> ${member.id} AND other.role = 'owner')`,
  );

const lastOwner = (name: string): Problem =>
  new Problem("conflict", `${name} is the only owner here. Make another member an owner first.`);

const viewOfInvitation = (
  control: Control,
  row: typeof invitation.$inferSelect,
  invitedBy: string,
): InvitationView => ({
  id: row.id,
  email: row.email,
  role: Role.parse(row.role),
  invitedBy,
  expiresAt: row.expiresAt.toISOString(),
  isExpired: row.expiresAt.getTime() <= control.now,
});
