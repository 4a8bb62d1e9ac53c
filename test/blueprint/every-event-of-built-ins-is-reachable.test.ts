// Each event that a built-in API says it sends is announced by something that can be done in its sandbox.
import { describe, expect, it } from "vitest";
import { reachableEvents } from "../support/reachable-events.ts";
import { builtIn, builtInNames } from "../support/seeded.ts";

/** Events that only a trigger brings about, and why. */
const TRIGGERED: Record<string, Record<string, string>> = {
  resend: {
    "email.received": "received mail is not modelled: the sandbox has no mail server",
    "email.failed": "no address or domain of the sandbox fails before it is sent",
  },
};

describe.each(builtInNames())("%s", (name) => {
  it("announces every event that it declares", () => {
    const blueprint = builtIn(name);
    const reached = reachableEvents(blueprint);
    expect(
      blueprint.index.events.declared.filter((one) => !reached.has(one) && !TRIGGERED[name]?.[one]),
    ).toEqual([]);
  });
});
