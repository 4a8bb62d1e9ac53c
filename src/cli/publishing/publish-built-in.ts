// Publishing built-in APIs: locally at each start, and at each deployment.
import type { Client } from "#client/client.ts";
import { type BuiltIn, builtIns, compiledBuiltIn } from "./built-ins.ts";
import { publishCompiled } from "./publish.ts";

/** Publishes one for everybody, and answers its release; an unchanged one is the release it was. */
export async function publishBuiltIn(client: Client, builtIn: BuiltIn): Promise<string> {
  const { release } = await publishCompiled(client, builtIn.slug, await compiledBuiltIn(builtIn), {
    visibility: "public",
  });
  return release;
}

export async function publishBuiltIns(
  client: Client,
  say: (line: string) => void,
  names: readonly string[],
): Promise<void> {
  for (const one of await builtIns(names)) {
    await publishBuiltIn(client, one);
    say(`  ${one.slug.padEnd(12)} ${one.operations} operations`);
  }
}
