// An organisation on a server: the APIs it publishes, and the sandboxes that were opened here.
import { readFile } from "node:fs/promises";
import { type Client, clientOf } from "#client/client.ts";
import { type Opening, openingSandboxes } from "./opening.ts";
import type { Api, ApiOptions, Sandbar, SandboxOptions } from "./types.ts";

type Organisation = Sandbar & {
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>;
};

export function organisationOn(server: string, token: string): Organisation {
  const client = clientOf(server, token);
  const opened: Opening[] = [];
  const open = async (name: string, options: SandboxOptions): Promise<Api> => {
    const opening = openingSandboxes(client, server, name, options);
    opened.push(opening);
    const first = await opening.next();
    return { ...first, name, sandbox: () => opening.next() };
  };
  return {
    server,
    token,
    async api(document, options = {}) {
      const name = await publish(client, document, options);
      return open(name, options);
    },
    published: (name, options = {}) => open(name, options),
    settle: async () => void (await Promise.all(opened.map((one) => one.settle()))),
    close: async () => void (await Promise.all(opened.map((one) => one.closeAll()))),
  };
}

async function publish(client: Client, document: string, options: ApiOptions): Promise<string> {
  // The compiler is loaded by those who publish, and by nobody who takes what is published.
  const [{ apiName }, { readBundled }, { publishSources }] = await Promise.all([
    import("#cli/publishing/api-name.ts"),
    import("#cli/publishing/bundle.ts"),
    import("#cli/publishing/publish.ts"),
  ]);
  const text = (file: string | undefined): Promise<string> | undefined =>
    file === undefined ? undefined : readFile(file, "utf8");
  const [bundled, sandboxFile, records, ...overlays] = await Promise.all([
    readBundled(document),
    text(options.behaviour),
    text(options.records),
    ...(options.overlays ?? []).map((file) => readFile(file, "utf8")),
  ]);
  const name = options.name ?? apiName(document, bundled);
  const published = await publishSources(
    client,
    name,
    { document: bundled, overlays, sandboxFile, records },
    {},
  );
  if (published.ok) return name;
  const reasons = published.failure.map(
    (one) => `  ${one.at === "" ? "the document" : one.at}: ${one.message}`,
  );
  throw new Error(`${document} does not compile:\n${reasons.join("\n")}`);
}
