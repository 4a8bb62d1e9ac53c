// What the installation still has of what was there at the last start: its state may have been deleted since, sandboxes too.
import { type Client, Refusal } from "#client/client.ts";
import type { ApiView, SandboxView } from "#contract/account-views.ts";
import type { LocalApi } from "./local-file.ts";

/** As it was told then, its latest release, and whether the sandbox that it had then is active. */
export type Before = { api: LocalApi; latest: string; isOpen: boolean };

/** `default` is the oldest one wherever it was not deleted. */
const FEW = 10;

export async function whatIsThere(
  client: Client,
  known: Readonly<Record<string, LocalApi>>,
): Promise<Map<string, Before>> {
  const slugs = Object.keys(known);
  if (slugs.length === 0) return new Map();
  const [listed, sandboxes] = await Promise.all([
    client<{ data: ApiView[] }>("GET", "/api/v1/apis"),
    client<{ data: SandboxView[] }>("GET", `/api/v1/sandboxes?limit=${FEW}`),
  ]);
  const latest = new Map(listed.data.map(({ slug, release }) => [slug, release]));
  const own = sandboxes.data.find(({ name }) => name === "default");
  const found = await Promise.all(
    Object.entries(known).map(async ([slug, api]): Promise<[string, Before] | undefined> => {
      // The list ends somewhere.
      const release = latest.get(slug) ?? (await releaseOf(client, slug));
      if (release === undefined) return undefined;
      const isOpen = own !== undefined && isSandboxOf(own, slug, api);
      return [slug, { api, latest: release, isOpen }];
    }),
  );
  return new Map(found.filter((one) => one !== undefined));
}

/** Another sandbox of that name has another id, which its URL begins with. */
const isSandboxOf = ({ id, apis }: SandboxView, slug: string, { sandboxUrl }: LocalApi): boolean =>
  apis.some(({ api, status }) => api === slug && status === "active") &&
  new URL(sandboxUrl).pathname.startsWith(`/s/${id}`);

const releaseOf = (client: Client, slug: string): Promise<string | undefined> =>
  client<{ data: { release: string }[] }>("GET", `/api/v1/apis/${slug}/releases?limit=1`).then(
    ({ data }) => data[0]?.release,
    (error: unknown) => {
      if (error instanceof Refusal) return undefined;
      throw error;
    },
  );
