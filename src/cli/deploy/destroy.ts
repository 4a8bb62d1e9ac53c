// `npm run deploy -- destroy`: deletes an installation, for good. Its name has to be said.
import { rm } from "node:fs/promises";
import { EXIT, Failure } from "../shell/failures.ts";
import { askText } from "../shell/prompts.ts";
import type { Shell } from "../shell/shell.ts";
import { findParts } from "./account.ts";
import type { Flags } from "./flags.ts";
import type { Installation } from "./installation.ts";
import { STEPS } from "./steps.ts";
import { wrangler } from "./wrangler.ts";

export async function destroy(shell: Shell, installation: Installation, { confirm }: Flags): Promise<void> {
  const { name, bucket, queues, memory, config } = installation;
  const say = (line: string): void => shell.process.stdout.write(`${line}\n`);
  const found = await findParts(installation);
  // The Worker first: it is what consumes the queues and what holds the objects.
  const steps: readonly (readonly [string, readonly string[]])[] = [
    [`the Worker ${name} with every sandbox, and its hosts`, STEPS.deleteWorker(installation)],
    ...queues.flatMap((queue, i) =>
      found.queues[i] === true ? [[`the queue ${queue}`, STEPS.deleteQueue(queue)] as const] : [],
    ),
    ...(found.databaseId === undefined
      ? []
      : [[`the database ${name} with every account`, STEPS.deleteDatabase(name)] as const]),
    ...(found.bucket ? [[`the bucket ${bucket}`, STEPS.deleteBucket(bucket)] as const] : []),
  ];
  say("This deletes for good, and nothing brings it back:");
  for (const [what] of steps) say(`  ${what}`);
  say(
    `  A bucket has to be empty: empty ${bucket} in Cloudflare's dashboard first, for wrangler lists no objects.\n`,
  );
  const said = confirm ?? (await askText(shell, `Its name, to go on: ${name}`, `--confirm ${name}`));
  if (said !== name) throw new Failure(EXIT.usage, `'${said}' is not '${name}': nothing was changed.`);
  const left: string[] = [];
  for (const [what, step] of steps) {
    say(`• Deleting ${what}`);
    if ((await wrangler(step)).code !== 0) left.push(what);
  }
  if (left.length > 0)
    throw new Failure(
      EXIT.failed,
      `Not deleted: ${left.join("; ")}.`,
      "wrangler said why above. Run it again when that is mended; this machine still knows the installation.",
    );
  await rm(memory, { force: true });
  await rm(config, { force: true });
  say(`✓ '${name}' is gone`);
}
