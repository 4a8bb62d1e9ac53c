// The phases of a subscription, as people read them.
import type { Schemas } from "../../api/client.ts";

export const PHASES: Readonly<Record<Schemas["Subscription"]["phase"], string>> = {
  sandbox: "Sandbox",
  in_review: "In Review",
  production: "Production",
};
