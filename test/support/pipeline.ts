// Both sides: a provider with an API, and a partner with its sandbox.
import { LIBRARY } from "./documents.ts";
import {
  type TestSandbox,
  type Partner,
  activateTestSandbox,
  publish,
  send,
  signUp,
  ORIGIN,
} from "./test-sandbox.ts";

export type BothSides = { provider: Partner; sandbox: TestSandbox; slug: string };

export async function openBothSides(plan?: object, sandboxFile = "live: hosted"): Promise<BothSides> {
  const provider = await signUp();
  const { slug, answer } = await publish(provider, { document: LIBRARY, sandboxFile });
  if (answer.status !== 201) throw new Error(answer.text);
  if (plan) {
    const made = await provider.call("PUT", `/api/v1/apis/${slug}/plans/standard`, {
      name: "Standard",
      isDefault: true,
      ...plan,
    });
    if (made.status !== 200) throw new Error(made.text);
  }
  const sandbox = await activateTestSandbox(await signUp(), slug);
  return { provider, sandbox, slug };
}

/** A second person in somebody's organisation, with a role. */
export async function teammate(of: Partner, role: string): Promise<Partner> {
  const person = await signUp();
  const organisations = await auth(of, "GET", "organization/list");
  const organizationId = (organisations.body as { id: string }[])[0]?.id;
  const invited = await auth(of, "POST", "organization/invite-member", {
    email: person.email,
    role,
    organizationId,
  });
  if (invited.status !== 200) throw new Error(invited.text);
  const { token } = await mailTo(person, "verification");
  await auth(person, "GET", `verify-email?token=${token ?? ""}`);
  const { id } = await mailTo(person, "invitation");
  const accepted = await auth(person, "POST", "organization/accept-invitation", { invitationId: id });
  if (accepted.status !== 200) throw new Error(accepted.text);
  await auth(person, "POST", "organization/set-active", { organizationId });
  return { ...person, partner: of.partner };
}

/** What the latest mail of a kind to this person was about. */
export async function mailTo(person: Partner, kind: string): Promise<Record<string, string>> {
  const { body } = await person.call("GET", "/api/v1/mails");
  const mails = body.data as { about: Record<string, string> }[];
  return mails.find((one) => one.about["kind"] === kind)?.about ?? {};
}

export const auth = (person: Partner, method: string, path: string, body?: object) =>
  send(`${ORIGIN}/api/auth/${path}`, {
    method,
    headers: { authorization: `Bearer ${person.token}`, "content-type": "application/json", origin: ORIGIN },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
