import { WorkOS } from "@workos-inc/node";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { openSandbox } from "../support/sdk-sandbox.ts";

const clientId = "client_sandbox";
const PASSWORD = "correct horse battery";

describe("sessions, factors, directories and what else belongs to an organization, by WorkOS's SDK", () => {
  let workos: WorkOS;
  let seeded: WorkOS;
  let connect: (key: string) => WorkOS;
  beforeAll(async () => {
    const [empty, small] = await Promise.all([
      openSandbox(inject("server"), "workos"),
      openSandbox(inject("server"), "workos", "small"),
    ]);
    connect = (key) =>
      new WorkOS(key, { apiHostname: "localhost", port: empty.port, https: false, clientId });
    workos = connect(empty.key);
    seeded = connect(small.key);
  });
  let count = 0;
  const newUser = () =>
    workos.userManagement.createUser({
      email: `user${++count}@example.com`,
      password: PASSWORD,
      emailVerified: true,
    });
  const newOrganization = () => workos.organizations.createOrganization({ name: `Organization ${++count}` });
  const signIn = (email: string) =>
    workos.userManagement.authenticateWithPassword({ email, password: PASSWORD, clientId });
  const claimsOf = (token: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;

  it("a wrong key is told so on the bare host", async () => {
    await expect(connect("sk_test_wrong").organizations.listOrganizations()).rejects.toMatchObject({
      name: "UnauthorizedException",
      status: 401,
    });
  });

  it("signing in opens a session, which is refreshed and revoked", async () => {
    const [user, organization] = await Promise.all([newUser(), newOrganization()]);
    const membership = { userId: user.id, organizationId: organization.id, roleSlug: "admin" };
    await workos.userManagement.createOrganizationMembership(membership);
    const signed = await signIn(user.email);
    expect(signed.organizationId).toBe(organization.id);
    const claims = claimsOf(signed.accessToken);
    expect(claims).toMatchObject({ sub: user.id, org_id: organization.id, role: "admin" });
    const sessionId = String(claims["sid"]);
    expect((await workos.userManagement.listSessions(user.id)).data).toMatchObject([
      { id: sessionId, status: "active", authMethod: "password" },
    ]);
    const refresh = { refreshToken: signed.refreshToken, clientId };
    expect((await workos.userManagement.authenticateWithRefreshToken(refresh)).accessToken).toContain(".");
    await workos.userManagement.revokeSession({ sessionId });
    await expect(workos.userManagement.authenticateWithRefreshToken(refresh)).rejects.toMatchObject({
      status: 400,
      error: "invalid_grant",
    });
  });

  it("who is in several organizations chooses one", async () => {
    const user = await newUser();
    const organizations = [await newOrganization(), await newOrganization()];
    for (const { id } of organizations)
      await workos.userManagement.createOrganizationMembership({ userId: user.id, organizationId: id });
    const refused = (await signIn(user.email).catch((error: unknown) => error)) as {
      rawData: { code: string; pending_authentication_token: string; organizations: { id: string }[] };
    };
    expect(refused.rawData.code).toBe("organization_selection_required");
    expect(refused.rawData.organizations).toHaveLength(2);
    const chosen = await workos.userManagement.authenticateWithOrganizationSelection({
      clientId,
      organizationId: organizations[1]?.id ?? "",
      pendingAuthenticationToken: refused.rawData.pending_authentication_token,
    });
    expect(chosen).toMatchObject({ user: { id: user.id }, organizationId: organizations[1]?.id });
  });

  it("codes and passwords that are none are refused", async () => {
    await expect(workos.userManagement.authenticateWithCode({ code: "bad", clientId })).rejects.toMatchObject(
      { error: "invalid_grant" },
    );
    await expect(workos.sso.getProfileAndToken({ code: "bad", clientId })).rejects.toMatchObject({
      error: "invalid_grant",
    });
    await expect(
      workos.userManagement.createUser({ email: "weak@example.com", password: "123" }),
    ).rejects.toMatchObject({ status: 400, code: "password_strength_error" });
    await expect(workos.events.listEvents({ events: [] })).rejects.toMatchObject({ status: 422 });
  });

  it("a code signs in once, and secrets are kept in the vault", async () => {
    const { profile } = await workos.sso.getProfileAndToken({ code: "01E2RJ4C05B52KKZ8FSRDAP23J", clientId });
    expect(profile).toMatchObject({ email: "ada@example.com", connectionType: "GenericSAML" });
    const code = "01E2RJ4C05B52KKZ8FSRDAP24K";
    const { user, refreshToken } = await workos.userManagement.authenticateWithCode({ code, clientId });
    expect(user.email).toBe("ada@example.com");
    expect(refreshToken).toBeTruthy();
    const again = workos.userManagement.authenticateWithCode({ code, clientId });
    await expect(again).rejects.toMatchObject({ status: 400 });
    const { id } = await workos.vault.createObject({ name: "token", value: "v1", context: { org: "a" } });
    await workos.vault.updateObject({ id, value: "v2" });
    expect(await workos.vault.readObjectByName("token")).toMatchObject({ id, value: "v2" });
    expect(await workos.vault.listObjectVersions({ id })).toHaveLength(2);
    expect(await workos.vault.decrypt(await workos.vault.encrypt("hello", { org: "a" }))).toBe("hello");
    await workos.vault.deleteObject({ id });
    await expect(workos.vault.readObject({ id })).rejects.toMatchObject({ status: 404 });
  });

  it("metadata are unset by null", async () => {
    const made = await workos.organizations.createOrganization({
      name: "Tagged",
      metadata: { tier: "gold" },
    });
    const changed = await workos.organizations.updateOrganization({
      organization: made.id,
      metadata: { tier: null as never, region: "eu" },
    });
    expect(changed.metadata).toEqual({ region: "eu" });
  });

  it("a directory has groups, and users in them", async () => {
    const [directory] = (await seeded.directorySync.listDirectories()).data;
    const within = { directory: directory?.id ?? "" };
    const groups = (await seeded.directorySync.listGroups(within)).data;
    const users = (await seeded.directorySync.listUsers(within)).data;
    expect(groups.length * users.length).toBeGreaterThan(0);
    const group = groups[0]?.id ?? "";
    const members = (await seeded.directorySync.listUsers({ group })).data;
    expect(members.length).toBeGreaterThan(0);
    const theirs = (await seeded.directorySync.listGroups({ user: members[0]?.id ?? "" })).data;
    expect(theirs.map((one) => one.id)).toContain(group);
    await expect(seeded.directorySync.listUsers({})).rejects.toMatchObject({ status: 422 });
    await seeded.directorySync.deleteDirectory(within.directory);
    await expect(seeded.directorySync.getDirectory(within.directory)).rejects.toMatchObject({ status: 404 });
  });

  it("widgets, the admin portal and audit logs are an organization's", async () => {
    const { id } = await newOrganization();
    const token = await workos.widgets.getToken({
      organizationId: id,
      scopes: ["widgets:users-table:manage"],
    });
    expect(claimsOf(token)).toMatchObject({ org_id: id });
    const { link } = await workos.portal.generateLink({ organization: id, intent: "sso" as never });
    expect(link).toMatch(/^https:/);
    await expect(
      workos.portal.generateLink({ organization: "org_none", intent: "sso" as never }),
    ).rejects.toMatchObject({ status: 404 });
    await workos.auditLogs.createEvent(id, {
      action: "user.signed_in",
      occurredAt: new Date(),
      actor: { type: "user", id: "u1" },
      targets: [{ type: "team", id: "t1" }],
      context: { location: "1.1.1.1" },
    });
    const range = { rangeStart: new Date(Date.now() - 60_000), rangeEnd: new Date() };
    const made = await workos.auditLogs.createExport({ organizationId: id, ...range });
    expect((await workos.auditLogs.getExport(made.id)).id).toBe(made.id);
  });
});
