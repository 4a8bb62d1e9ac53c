// The people of an organisation as the platform's routes answer them: roles, members, invitations.
import { z } from "zod";

const Moment = z.iso.datetime();

export const Role = z.enum(["owner", "developer", "reviewer", "viewer"]);
export type Role = z.infer<typeof Role>;

export const Right = z
  .enum(["build", "decide", "own"])
  .describe("Reading needs none; build: sandboxes, keys and releases; decide: submissions; own: the rest");
export type Right = z.infer<typeof Right>;

export const OrganisationView = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.string().describe("Yours in it"),
    rights: z.array(Right).describe("What you may do here"),
    roles: z.array(z.object({ role: Role, may: z.string().describe("In words") })),
  })
  .meta({ id: "Organisation" });
export type OrganisationView = z.infer<typeof OrganisationView>;

export const MembershipView = z
  .object({ id: z.string(), name: z.string(), role: z.string(), isActive: z.boolean() })
  .meta({ id: "Membership" });
export type MembershipView = z.infer<typeof MembershipView>;

export const MemberView = z
  .object({
    id: z.string(),
    user: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.string(),
    joinedAt: Moment,
    isYou: z.boolean(),
  })
  .meta({ id: "Member" });
export type MemberView = z.infer<typeof MemberView>;

export const InvitationView = z
  .object({
    id: z.string(),
    email: z.string(),
    role: Role,
    invitedBy: z.string().describe("A name"),
    expiresAt: Moment,
    isExpired: z.boolean(),
  })
  .meta({ id: "Invitation" });
export type InvitationView = z.infer<typeof InvitationView>;
