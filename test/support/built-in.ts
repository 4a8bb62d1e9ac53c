// The built-in APIs of seeds/, published once for all journeys. Files are read when the tests are bundled.
import embed from "../../seeds/embed/openapi.yaml?raw";
import embedRecords from "../../seeds/embed/records.yaml?raw";
import embedSandbox from "../../seeds/embed/sandbox.yaml?raw";
import mailchimp from "../../seeds/mailchimp/openapi.yaml?raw";
import mailchimpSandbox from "../../seeds/mailchimp/sandbox.yaml?raw";
import smartmca from "../../seeds/smartmca/openapi.yaml?raw";
import smartmcaSandbox from "../../seeds/smartmca/sandbox.yaml?raw";
import stripe from "../../seeds/stripe/openapi.yaml?raw";
import stripeSandbox from "../../seeds/stripe/sandbox.yaml?raw";
import { type Partner, publish, signUp } from "./test-sandbox.ts";

const SOURCES = {
  embed: { document: embed, sandboxFile: embedSandbox, records: embedRecords },
  mailchimp: { document: mailchimp, sandboxFile: mailchimpSandbox },
  smartmca: { document: smartmca, sandboxFile: smartmcaSandbox },
  stripe: { document: stripe, sandboxFile: stripeSandbox },
};

let provider: Promise<Partner> | undefined;

/** The provider of the built-in APIs; asking makes sure that all of them are published. */
export function builtIns(): Promise<Partner> {
  provider ??= (async () => {
    const owner = await signUp();
    for (const [slug, sources] of Object.entries(SOURCES)) {
      const { answer } = await publish(owner, sources, slug);
      if (answer.status !== 201) throw new Error(`${slug}: ${answer.text}`);
    }
    return owner;
  })();
  return provider;
}
