// The server that commands go to: whether it answers and is ready, whether the credential is good, what is left armed.
import type { Me, SandboxView } from "#contract/account-views.ts";
import type { ClockView } from "#contract/views.ts";
import { type Client, Refusal, clientOf, reasonOf } from "#client/client.ts";
import { sandboxPathOf } from "#client/sandbox.ts";
import { type Target, findTarget } from "../shell/connection.ts";
import { Failure } from "../shell/failures.ts";
import type { ConnectionFlags } from "../shell/flags.ts";
import type { Shell } from "../shell/shell.ts";
import { spanOf } from "../shell/output.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";

const SOON_MS = 3 * 86_400_000;
const TIMEOUT_MS = 5000;

export async function checkServer(shell: Shell, flags: ConnectionFlags): Promise<Finding[]> {
  let target: Target;
  try {
    target = await findTarget(shell, flags);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [problem("server", error.message, error.next ?? "Name another with --server.")];
  }
  const { server, token } = target;
  const ready = await readiness(server);
  if (ready.state === "problem") return [ready];
  if (token === undefined)
    return [
      ready,
      problem("credential", `Nobody is signed in at ${server}.`, `sandbar login --server ${server}`),
    ];
  const client = clientOf(server, token);
  const credential = await checkCredential(client, shell);
  return credential.state === "problem"
    ? [ready, credential]
    : [ready, credential, ...(await checkLeftovers(client))];
}

async function readiness(server: string): Promise<Finding> {
  try {
    const response = await fetch(`${server}/readyz`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.ok) return fine("server", `${server} is ready`);
    return problem(
      "server",
      `${server} is not ready: ${(await response.text()).slice(0, 300)}`,
      "Its operator's log says more.",
    );
  } catch (error) {
    return problem(
      "server",
      `${server} does not answer: ${reasonOf(error)}.`,
      "Start it, or name another with --server or --profile.",
    );
  }
}

async function checkCredential(client: Client, { process }: Shell): Promise<Finding> {
  const anew = process.env["SANDBAR_TOKEN"]
    ? "Make another: sandbar tokens create, and set SANDBAR_TOKEN."
    : "Sign in again: sandbar login";
  try {
    const me = await client<Me>("GET", "/api/v1/me");
    const who = `${me.name} of ${me.organisation ?? "no organisation"} (${me.scopes?.join(", ") ?? me.role})`;
    if (me.expiresAt !== null && Date.parse(me.expiresAt) - Date.now() < SOON_MS)
      return warning("credential", `${who}; it ends at ${me.expiresAt}.`, anew);
    return fine("credential", who);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return problem("credential", error.message, anew);
  }
}

/** Clocks and faults that somebody left: the next test meets them. */
async function checkLeftovers(client: Client): Promise<Finding[]> {
  const { data } = await client<{ data: SandboxView[] }>("GET", "/api/v1/sandboxes");
  const active = data.flatMap(({ name, apis }) =>
    apis.filter(({ status }) => status === "active").map(({ api }) => ({ sandbox: name, api })),
  );
  const found: Finding[] = [];
  for (const one of active) found.push(...(await leftoversOf(client, one)));
  return found.length > 0
    ? found
    : [fine("leftovers", `no fault is armed and no clock is moved in ${active.length} sandboxes of APIs`)];
}

async function leftoversOf(
  client: Client,
  { sandbox, api }: { sandbox: string; api: string },
): Promise<Finding[]> {
  const at = sandboxPathOf(sandbox, api);
  const [clock, faults, overrides] = await Promise.all([
    client<ClockView>("GET", `${at}/clock`),
    client<{ data: unknown[] }>("GET", `${at}/faults`),
    client<{ data: { key: string }[] }>("GET", `${at}/rate-overrides`),
  ]);
  const where = `${api} in '${sandbox}'`;
  const also = sandbox === "default" ? "" : ` --sandbox ${sandbox}`;
  return [
    ...(faults.data.length > 0
      ? [
          warning(
            "faults",
            `${where}: ${faults.data.length} armed.`,
            `sandbar fault disarm ${api} --all${also}`,
          ),
        ]
      : []),
    ...(clock.frozen
      ? [
          warning(
            "clock",
            `${where}: the clock stands still at ${clock.now}.`,
            `sandbar clock unfreeze ${api}${also}`,
          ),
        ]
      : []),
    ...(!clock.frozen && clock.aheadSeconds > 0
      ? [
          warning(
            "clock",
            `${where}: the clock is ${spanOf(clock.aheadSeconds)} ahead, at ${clock.now}.`,
            `sandbar reset ${api}${also} puts it back, with fresh records.`,
          ),
        ]
      : []),
    ...(overrides.data.length > 0
      ? [
          warning(
            "rate overrides",
            `${where}: ${overrides.data.map(({ key }) => key).join(", ")}.`,
            "They end by themselves within a day.",
          ),
        ]
      : []),
  ];
}
