// Accounts: signing up, in and out, a forgotten password, a proved address. These are better-auth's own routes, which are not
// part of the platform's OpenAPI document.
import { queryOptions } from "@tanstack/react-query";
import { Refusal } from "./client.ts";

export type Session = { user: { id: string; name: string; email: string; emailVerified: boolean } };

/** Who is signed in; null is nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () => account<Session | null>("GET", "get-session"),
  staleTime: 60_000,
});

export const signUp = (person: { name: string; email: string; password: string }): Promise<unknown> =>
  account("POST", "sign-up/email", person);

export const signIn = (credentials: { email: string; password: string }): Promise<unknown> =>
  account("POST", "sign-in/email", credentials);

export const signOut = (): Promise<unknown> => account("POST", "sign-out", {});

export const requestPasswordReset = (email: string): Promise<unknown> =>
  account("POST", "request-password-reset", { email });

export const resetPassword = (token: string, newPassword: string): Promise<unknown> =>
  account("POST", "reset-password", { token, newPassword });

export const verifyAddress = (token: string): Promise<unknown> =>
  account("GET", `verify-email?token=${encodeURIComponent(token)}`);

export const sendVerification = (email: string): Promise<unknown> =>
  account("POST", "send-verification-email", { email });

/** Deletes the account that is signed in; what ends with it is refused or ended first. */
export const deleteAccount = (password: string): Promise<unknown> =>
  account("POST", "delete-user", { password });

export type Invitation = {
  organizationName: string;
  inviterEmail: string;
  role: string;
};

/** An invitation, for whoever is signed in with the address that it was sent to. */
export const invitationOf = (id: string): Promise<Invitation> =>
  account("GET", `organization/get-invitation?id=${encodeURIComponent(id)}`);

/** Accepting it also makes its organisation the one that is acted for. */
export const answerInvitation = (id: string, answer: "accept" | "reject"): Promise<unknown> =>
  account("POST", `organization/${answer}-invitation`, { invitationId: id });

export const actFor = (organizationId: string): Promise<unknown> =>
  account("POST", "organization/set-active", { organizationId });

async function account<T>(method: "GET" | "POST", path: string, body?: object): Promise<T> {
  const response = await fetch(`/api/auth/${path}`, {
    method,
    ...(body ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const answer = (text === "" ? null : JSON.parse(text)) as T & { message?: string; code?: string };
  if (response.ok) return answer;
  throw new Refusal(
    response.status,
    answer?.code ?? "account",
    answer?.message ?? `The platform answered ${response.status}.`,
    response.headers.get("x-request-id") ?? undefined,
  );
}
