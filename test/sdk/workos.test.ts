import { WorkOS } from "@workos-inc/node";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Sandbox, openSandbox } from "../support/sdk-sandbox.ts";

const clientId = "client_sandbox";

describe("organizations and their users, by WorkOS's SDK", () => {
  let sandbox: Sandbox;
  let workos: WorkOS;
  const connect = ({ port }: Sandbox, key: string): WorkOS =>
    new WorkOS(key, { apiHostname: "localhost", port, https: false, clientId });
  beforeAll(async () => {
    sandbox = await openSandbox(inject("server"), "workos");
    workos = connect(sandbox, sandbox.key);
  });
  const eventsOf = async (
    name: "organization.created" | "user.created" | "organization_membership.created" | "invitation.accepted",
  ) => (await workos.events.listEvents({ events: [name] })).data;

  it("organizations come with their domains", async () => {
    const made = await workos.organizations.createOrganization({
      name: "Foo Corp",
      domainData: [{ domain: "foo-corp.test", state: "pending" as never }],
      metadata: { tier: "gold" },
      externalId: "ext_1",
    });
    expect(made).toMatchObject({
      object: "organization",
      name: "Foo Corp",
      metadata: { tier: "gold" },
      externalId: "ext_1",
    });
    expect(made.domains).toMatchObject([
      { object: "organization_domain", domain: "foo-corp.test", state: "pending", organizationId: made.id },
    ]);
    const domain = await workos.organizationDomains.verify(made.domains[0]?.id ?? "");
    expect(domain.state).toBe("verified");
    expect((await workos.organizations.getOrganization(made.id)).domains[0]?.state).toBe("verified");
    expect((await workos.organizations.getOrganizationByExternalId("ext_1")).id).toBe(made.id);
    const changed = await workos.organizations.updateOrganization({
      organization: made.id,
      name: "Foo Inc",
      metadata: { seats: "5" },
    });
    expect(changed).toMatchObject({ name: "Foo Inc", metadata: { tier: "gold", seats: "5" } });
    const second = await workos.organizationDomains.create({ domain: "foo2.test", organizationId: made.id });
    expect(second).toMatchObject({ state: "pending", domain: "foo2.test" });
    expect(
      (await workos.organizations.listOrganizations({ domains: ["foo2.test"] })).data.map((one) => one.id),
    ).toEqual([made.id]);
    await workos.organizationDomains.delete(second.id);
    const taken = workos.organizations.createOrganization({
      name: "Thief",
      domainData: [{ domain: "foo-corp.test", state: "verified" as never }],
    });
    await expect(taken).rejects.toMatchObject({ status: 409 });
    expect((await eventsOf("organization.created")).map((one) => one.data)).toMatchObject([{ id: made.id }]);
    await workos.organizations.deleteOrganization(made.id);
    await expect(workos.organizations.getOrganization(made.id)).rejects.toMatchObject({
      name: "NotFoundException",
      status: 404,
    });
  });

  it("lists go forward and back", async () => {
    for (const name of ["A", "B", "C"]) await workos.organizations.createOrganization({ name });
    const first = await workos.organizations.listOrganizations({ limit: 2 });
    expect(first.data.map((one) => one.name)).toEqual(["C", "B"]);
    expect(first.listMetadata.after).toBe(first.data[1]?.id);
    const next = await workos.organizations.listOrganizations({
      limit: 2,
      after: first.listMetadata.after ?? "",
    });
    expect(next.data.map((one) => one.name)).toEqual(["A"]);
    expect(next.listMetadata.after ?? null).toBeNull();
    const back = await workos.organizations.listOrganizations({ limit: 2, before: next.data[0]?.id ?? "" });
    expect(back.data.map((one) => one.name)).toEqual(["C", "B"]);
    const all = await (await workos.organizations.listOrganizations({ order: "asc" })).autoPagination();
    expect(all.map((one) => one.name)).toEqual(["A", "B", "C"]);
  });

  it("users are made, found, changed and removed", async () => {
    const user = await workos.userManagement.createUser({
      email: "ada@example.com",
      password: "correct horse battery",
      firstName: "Ada",
      externalId: "u_1",
    });
    expect(user).toMatchObject({
      object: "user",
      email: "ada@example.com",
      emailVerified: false,
      firstName: "Ada",
      lastName: null,
    });
    expect(user).not.toHaveProperty("password");
    expect(
      (await workos.userManagement.listUsers({ email: "ada@example.com" })).data.map((one) => one.id),
    ).toEqual([user.id]);
    expect((await workos.userManagement.getUserByExternalId("u_1")).id).toBe(user.id);
    const changed = await workos.userManagement.updateUser({ userId: user.id, lastName: "Lovelace" });
    expect(changed).toMatchObject({ firstName: "Ada", lastName: "Lovelace" });
    const twice = workos.userManagement.createUser({ email: "ADA@example.com" });
    await expect(twice).rejects.toMatchObject({
      status: 400,
      code: "user_creation_error",
      errors: [{ code: "email_not_available" }],
    });
    await expect(workos.userManagement.createUser({ email: "nobody" })).rejects.toMatchObject({
      name: "UnprocessableEntityException",
      status: 422,
    });
    const verified = await workos.userManagement.verifyEmail({ userId: user.id, code: "123456" });
    expect(verified.user.emailVerified).toBe(true);
    expect((await eventsOf("user.created")).length).toBe(1);
    await workos.userManagement.deleteUser(user.id);
    await expect(workos.userManagement.getUser(user.id)).rejects.toMatchObject({ status: 404 });
  });

  it("memberships are active, deactivated and once only", async () => {
    const organization = await workos.organizations.createOrganization({ name: "Club" });
    const user = await workos.userManagement.createUser({ email: "bea@example.com" });
    const pair = { userId: user.id, organizationId: organization.id };
    const made = await workos.userManagement.createOrganizationMembership({ ...pair, roleSlug: "admin" });
    expect(made).toMatchObject({
      ...pair,
      status: "active",
      role: { slug: "admin" },
      organizationName: "Club",
    });
    await expect(workos.userManagement.createOrganizationMembership(pair)).rejects.toMatchObject({
      status: 422,
    });
    expect((await workos.userManagement.deactivateOrganizationMembership(made.id)).status).toBe("inactive");
    const inactive = await workos.userManagement.listOrganizationMemberships({
      organizationId: organization.id,
      statuses: ["inactive"],
    });
    expect(inactive.data.map((one) => one.id)).toEqual([made.id]);
    expect((await workos.userManagement.reactivateOrganizationMembership(made.id)).status).toBe("active");
    const role = await workos.userManagement.updateOrganizationMembership(made.id, { roleSlug: "member" });
    expect(role.role).toEqual({ slug: "member" });
    expect(
      (await workos.userManagement.listUsers({ organizationId: organization.id })).data.map((one) => one.id),
    ).toEqual([user.id]);
    await workos.userManagement.deleteOrganizationMembership(made.id);
    expect((await workos.userManagement.listOrganizationMemberships({ userId: user.id })).data).toEqual([]);
    const nobody = workos.userManagement.createOrganizationMembership({ ...pair, userId: "user_none" });
    await expect(nobody).rejects.toMatchObject({ status: 404 });
  });

  it("invitations are sent, accepted and revoked", async () => {
    const organization = await workos.organizations.createOrganization({ name: "Hosts" });
    const invitation = await workos.userManagement.sendInvitation({
      email: "guest@example.com",
      organizationId: organization.id,
      roleSlug: "admin",
    });
    expect(invitation).toMatchObject({ state: "pending", email: "guest@example.com", acceptedAt: null });
    expect((await workos.userManagement.findInvitationByToken(invitation.token)).id).toBe(invitation.id);
    const again = workos.userManagement.sendInvitation({
      email: "guest@example.com",
      organizationId: organization.id,
    });
    await expect(again).rejects.toMatchObject({ status: 400 });
    expect((await workos.userManagement.resendInvitation(invitation.id)).state).toBe("pending");
    const accepted = await workos.userManagement.acceptInvitation(invitation.id);
    expect(accepted.state).toBe("accepted");
    const members = await workos.userManagement.listOrganizationMemberships({
      organizationId: organization.id,
    });
    expect(members.data).toMatchObject([
      { userId: accepted.acceptedUserId, status: "active", role: { slug: "admin" } },
    ]);
    await expect(workos.userManagement.revokeInvitation(invitation.id)).rejects.toMatchObject({
      status: 400,
    });
    const other = await workos.userManagement.sendInvitation({ email: "other@example.com" });
    expect((await workos.userManagement.revokeInvitation(other.id)).state).toBe("revoked");
    const late = await workos.userManagement.sendInvitation({ email: "late@example.com", expiresInDays: 1 });
    await sandbox.platform("POST", "./clock", { by: "P2D" });
    expect((await workos.userManagement.getInvitation(late.id)).state).toBe("expired");
    expect((await eventsOf("invitation.accepted")).length).toBe(1);
  });

  it("users sign in by magic auth and by password", async () => {
    const magic = await workos.userManagement.createMagicAuth({ email: "magic@example.com" });
    expect(magic.code).toMatch(/^\d{6}$/);
    const wrong = workos.userManagement.authenticateWithMagicAuth({
      clientId,
      email: magic.email,
      code: "x",
    });
    await expect(wrong).rejects.toMatchObject({ status: 400 });
    const signedIn = await workos.userManagement.authenticateWithMagicAuth({
      clientId,
      email: magic.email,
      code: magic.code,
    });
    expect(signedIn).toMatchObject({
      user: { id: magic.userId, emailVerified: true },
      authenticationMethod: "MagicAuth",
    });
    const used = workos.userManagement.authenticateWithMagicAuth({
      clientId,
      email: magic.email,
      code: magic.code,
    });
    await expect(used).rejects.toMatchObject({ status: 400 });
    const refreshed = await workos.userManagement.authenticateWithRefreshToken({
      clientId,
      refreshToken: signedIn.refreshToken,
    });
    expect(refreshed.accessToken).toMatch(/\./);
    await workos.userManagement.createUser({ email: "pass@example.com", password: "a long enough one" });
    const login = { clientId, email: "pass@example.com" };
    expect(
      (await workos.userManagement.authenticateWithPassword({ ...login, password: "a long enough one" })).user
        .email,
    ).toBe("pass@example.com");
    await expect(
      workos.userManagement.authenticateWithPassword({ ...login, password: "something else" }),
    ).rejects.toMatchObject({ status: 400 });
    const reset = await workos.userManagement.createPasswordReset({ email: "pass@example.com" });
    await workos.userManagement.resetPassword({
      token: reset.passwordResetToken,
      newPassword: "another long one",
    });
    expect(
      (await workos.userManagement.authenticateWithPassword({ ...login, password: "another long one" })).user
        .email,
    ).toBe("pass@example.com");
  });

  it("directories and connections are there to be read", async () => {
    const seeded = await openSandbox(inject("server"), "workos", "rich");
    const reader = connect(seeded, seeded.key);
    const directories = await reader.directorySync.listDirectories();
    expect(directories.data[0]).toMatchObject({ object: "directory" });
    const users = await reader.directorySync.listUsers({ directory: directories.data[0]?.id ?? "" });
    expect(users.data.every((one) => one.directoryId === directories.data[0]?.id)).toBe(true);
    expect(
      (await reader.directorySync.listGroups({ directory: directories.data[0]?.id ?? "" })).data.length,
    ).toBeGreaterThan(0);
    const connections = await reader.sso.listConnections();
    expect((await reader.sso.getConnection(connections.data[0]?.id ?? "")).id).toBe(connections.data[0]?.id);
    await reader.sso.deleteConnection(connections.data[0]?.id ?? "");
    await expect(reader.sso.getConnection(connections.data[0]?.id ?? "")).rejects.toMatchObject({
      status: 404,
    });
  });
});
