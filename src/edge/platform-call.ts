// What the gateway tells the platform about a request: its id and time, and the API's address it came by.
import { type CallTrace } from "./api-call.ts";

export type PlatformCall = {
  requestId: string;
  now: number;
  /** Which API's address it came by, and the platform's path that is meant there. */
  api?: string;
  path?: string;
  /** It came to a host that has no accounts. */
  withoutCookies?: boolean;
  /** What is known of it by the time that something is to be logged. */
  trace: CallTrace;
};
