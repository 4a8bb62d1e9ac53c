// better-auth's organisations as they are used here: invitations by mail, accepted and declined. Members and roles are changed
// by the platform's own routes (`control/accounts/team.ts`), which keep an audit log.
import { Role } from "#contract/team.ts";
import { APIError } from "better-auth/api";
import { organization as organizationPlugin } from "better-auth/plugins";
import { createAccessControl } from "better-auth/plugins/access";
import { defaultStatements } from "better-auth/plugins/organization/access";
import type { SendMail } from "./mail.ts";

/** What was done about an invitation, by whom. */
export type NoteMembership = (done: {
  user: string;
  organization: string;
  action: string;
  target: string;
  detail?: unknown;
}) => Promise<void>;

/** What each role may do with its organisation's members; what it may do here is `control/accounts/roles.ts`. */
const access = createAccessControl(defaultStatements);
const nobody = access.newRole({ organization: [], member: [], invitation: [] });
const ROLES = {
  owner: access.newRole({
    organization: ["update"],
    member: ["create", "update", "delete"],
    invitation: ["create", "cancel"],
  }),
  developer: nobody,
  viewer: nobody,
  reviewer: nobody,
};

/** Routes of the library whose work the platform's own do, with an audit row and what ends with an organisation. */
export const UNAUDITED_PATHS = [
  "/organization/cancel-invitation",
  "/organization/delete",
  "/organization/remove-member",
  "/organization/update-member-role",
];

export const organisationPlugin = (baseUrl: string, send: SendMail, note: NoteMembership) =>
  organizationPlugin({
    ac: access,
    roles: ROLES,
    creatorRole: "owner",
    async sendInvitationEmail({ id, email, role, organization, inviter }) {
      await send({
        to: email,
        subject: `${inviter.user.name} invites you to ${organization.name}`,
        text: `You would be its ${role}. Sign up or in with this address, and answer the invitation:\n\n${baseUrl}/invitations/${id}\n\nThe link is good for two days.`,
        about: { kind: "invitation", id },
      });
    },
    organizationHooks: {
      // The library has roles of its own, which mean nothing here.
      async beforeCreateInvitation({ invitation }) {
        if (!Role.safeParse(invitation.role).success)
          throw new APIError("BAD_REQUEST", { message: `A role is one of ${Role.options.join(", ")}.` });
      },
      afterCreateInvitation: ({ invitation, inviter, organization }) =>
        note({
          user: inviter.id,
          organization: organization.id,
          action: "invitation.create",
          target: invitation.email,
          detail: { role: invitation.role },
        }),
      afterAcceptInvitation: ({ invitation, user, organization }) =>
        note({
          user: user.id,
          organization: organization.id,
          action: "invitation.accept",
          target: invitation.email,
          detail: { role: invitation.role },
        }),
      afterRejectInvitation: ({ invitation, user, organization }) =>
        note({
          user: user.id,
          organization: organization.id,
          action: "invitation.decline",
          target: invitation.email,
        }),
    },
  });
