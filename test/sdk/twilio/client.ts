// Twilio's SDK as anybody uses it: an account's SID, the key as its token, and a request client that calls another host.
import twilio from "twilio";
import { inject } from "vitest";
import { type Sandbox, openSandbox } from "../../support/sdk-sandbox.ts";

export const ACCOUNT = `AC${"0a".repeat(16)}`;
export const FROM = "+15005550006";

/** Sends what is meant for any of Twilio's hosts to the sandbox. */
function clientOf(baseUrl: string): InstanceType<typeof twilio.RequestClient> {
  const client = new twilio.RequestClient();
  client.axios.interceptors.request.use((config) => {
    if (config.url !== undefined) config.url = config.url.replace(/^https:\/\/[^/]+/, baseUrl);
    return config;
  });
  return client;
}

export const twilioWith = (token: string, baseUrl: string, account = ACCOUNT): twilio.Twilio =>
  twilio(account, token, { httpClient: clientOf(baseUrl) });

export async function openTwilio(): Promise<{ client: twilio.Twilio; sandbox: Sandbox }> {
  const sandbox = await openSandbox(inject("server"), "twilio");
  return { client: twilioWith(sandbox.key, sandbox.pathUrl), sandbox };
}
