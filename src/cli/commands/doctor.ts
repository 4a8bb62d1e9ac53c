// `sandbar doctor`: what is wrong here, and what to do about it.
import { buildCommand } from "@stricli/core";
import { checkLocalServer } from "../doctor/local-server.ts";
import { checkNode, checkProfiles } from "../doctor/machine.ts";
import { checkServer } from "../doctor/server.ts";
import { EXIT, Failure } from "../shell/failures.ts";
import { CONNECTION, type ConnectionFlags } from "../shell/flags.ts";
import { paint, print } from "../shell/output.ts";
import type { Shell } from "../shell/shell.ts";
import { patiently } from "../shell/waiting.ts";

const MARKS = { fine: ["✓", "green"], warning: ["!", "yellow"], problem: ["✗", "red"] } as const;

export const doctor = buildCommand({
  docs: {
    brief: "Find what is wrong: Node, profiles, local server and state, credential, leftovers of tests",
    fullDescription:
      "Looks only, and changes nothing. Exits with 1 if there is a problem; a warning is none.",
  },
  parameters: { flags: CONNECTION },
  async func(this: Shell, flags: ConnectionFlags) {
    const looking = Promise.all([
      checkProfiles(this),
      checkLocalServer(this.process.env),
      checkServer(this, flags),
    ]);
    const [profiles, local, server] = await patiently(this, "Looking", looking);
    const findings = [checkNode(process.version), profiles, ...local, ...server];
    print(this, { data: findings }, () =>
      findings.flatMap(({ state, check, message, next }) => {
        const [mark, style] = MARKS[state];
        return [
          `${paint(this, style, mark)} ${check}: ${message}`,
          ...(next === undefined ? [] : [`    ${next}`]),
        ];
      }),
    );
    const problems = findings.filter((one) => one.state === "problem").length;
    if (problems > 0)
      return new Failure(EXIT.failed, `${problems} ${problems === 1 ? "problem" : "problems"}.`);
  },
});
