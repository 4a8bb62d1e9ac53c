// The people of an organisation: invited by mail, given a role that holds at once, taken out, and an owner always left.
import { expect, test } from "vitest";
import { auth, mailTo, teammate } from "../support/pipeline.ts";
import { type Partner, signUp } from "../support/test-sandbox.ts";

const AT = "/api/v1/organisation";
type Member = { id: string; email: string; role: string; isYou: boolean };

const membersOf = async (person: Partner): Promise<Member[]> =>
  (await person.call("GET", `${AT}/members`)).body.data as Member[];
const memberOf = async (of: Partner, who: Partner): Promise<string> =>
  (await membersOf(of)).find(({ email }) => email === who.email)?.id ?? "";

test("somebody is invited by a mail whose link opens the portal, accepts, and acts for that organisation", async () => {
  const owner = await signUp();
  const guest = await signUp();
  const invited = await owner.call("POST", `${AT}/invitations`, { email: guest.email, role: "developer" });
  expect([invited.status, invited.body]).toMatchObject([201, { email: guest.email, role: "developer" }]);
  const again = await owner.call("POST", `${AT}/invitations`, { email: guest.email, role: "developer" });
  expect(again.body.id).toBe(invited.body.id);
  const { body: mails } = await guest.call("GET", "/api/v1/mails");
  const mail = (mails.data as { text: string }[]).find(({ text }) => text.includes("/invitations/"));
  expect(mail?.text).toContain(`/invitations/${String(invited.body.id)}`);
  const accept = { invitationId: invited.body.id as string };
  expect((await auth(guest, "POST", "organization/accept-invitation", accept)).status).toBe(403);
  await auth(guest, "GET", `verify-email?token=${(await mailTo(guest, "verification"))["token"] ?? ""}`);
  expect((await auth(guest, "POST", "organization/accept-invitation", accept)).status).toBe(200);
  expect((await guest.call("GET", AT)).body).toMatchObject({
    id: owner.partner,
    role: "developer",
    rights: ["build"],
  });
  const { body: mine } = await guest.call("GET", "/api/v1/me/organisations");
  expect(mine.data).toMatchObject([
    { id: guest.partner, role: "owner", isActive: false },
    { id: owner.partner, role: "developer", isActive: true },
  ]);
  expect((await owner.call("GET", `${AT}/invitations`)).body.data).toEqual([]);
  const { body: log } = await owner.call("GET", "/api/v1/audit");
  expect(log.data).toMatchObject([
    { action: "invitation.accept", target: guest.email },
    { action: "invitation.create", target: guest.email },
  ]);
});

test("a role holds from the next request on, and a member who is taken out is out", async () => {
  const owner = await signUp();
  const other = await teammate(owner, "viewer");
  const id = await memberOf(owner, other);
  expect((await other.call("POST", "/api/v1/sandboxes", { name: "mine" })).status).toBe(403);
  expect((await owner.call("PATCH", `${AT}/members/${id}`, { role: "developer" })).status).toBe(200);
  expect((await other.call("POST", "/api/v1/sandboxes", { name: "mine" })).status).toBe(201);
  expect((await owner.call("PATCH", `${AT}/members/${id}`, { role: "emperor" })).status).toBe(400);
  expect((await owner.call("DELETE", `${AT}/members/${id}`)).status).toBe(200);
  expect((await other.call("GET", AT)).body.id).not.toBe(owner.partner);
  expect(await membersOf(owner)).toMatchObject([{ role: "owner", isYou: true }]);
  const { body } = await owner.call("GET", "/api/v1/audit");
  expect(body.data.slice(0, 2)).toMatchObject([
    { action: "member.remove" },
    { action: "member.role", detail: { from: "viewer", to: "developer" } },
  ]);
});

test("an organisation keeps an owner, also when two go at once", async () => {
  const owner = await signUp();
  // Others are no owners.
  await teammate(owner, "viewer");
  const self = await memberOf(owner, owner);
  expect((await owner.call("PATCH", `${AT}/members/${self}`, { role: "viewer" })).status).toBe(409);
  expect((await owner.call("DELETE", `${AT}/members/${self}`)).status).toBe(409);
  const second = await teammate(owner, "owner");
  const other = await memberOf(owner, second);
  const statuses = await Promise.all([
    owner.call("DELETE", `${AT}/members/${other}`),
    second.call("DELETE", `${AT}/members/${self}`),
  ]);
  expect(statuses.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
    200,
    expect.toBeOneOf([403, 404, 409]),
  ]);
});

test("an invitation that was taken back is good for nobody", async () => {
  const owner = await signUp();
  const guest = await signUp();
  const { body } = await owner.call("POST", `${AT}/invitations`, { email: guest.email, role: "owner" });
  expect((await owner.call("DELETE", `${AT}/invitations/${String(body.id)}`)).status).toBe(204);
  expect((await owner.call("DELETE", `${AT}/invitations/${String(body.id)}`)).status).toBe(404);
  await auth(guest, "GET", `verify-email?token=${(await mailTo(guest, "verification"))["token"] ?? ""}`);
  const accepted = await auth(guest, "POST", "organization/accept-invitation", { invitationId: body.id });
  expect(accepted.status).toBe(400);
});
