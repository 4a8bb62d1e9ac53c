// The form of a publication: its parts, within a size that is counted as it arrives; a document by its address is fetched.
import type { Context } from "hono";
import { z } from "zod";
import { readLiveChoice } from "#blueprint/read/sandbox-file.ts";
import { Visibility } from "#contract/account-views.ts";
import { Alias } from "#contract/uploads.ts";
import { basedOn } from "#control/apis/given-sources.ts";
import type { Publication } from "#control/apis/publish.ts";
import { requireRelease } from "#control/apis/releases.ts";
import { requireOwnName } from "#control/apis/apis.ts";
import type { Actor } from "#control/context.ts";
import { Problem } from "#lib/problem.ts";
import type { Platform } from "../../auth.ts";
import { fetchDocument } from "./fetch-document.ts";

const MAX_ONE_REQUEST = 6 * 1024 * 1024;
const File = z.string().describe("A text, or a file");

/** What a release is made of. The document is sent, read from a URL, or that of the base. */
export const SourcesForm = z.object({
  document: File.optional().describe("The OpenAPI document: 2.0, 3.0, 3.1 or 3.2, JSON or YAML"),
  url: z.string().optional().describe("In place of the document: where it is read now, within 15 seconds"),
  base: z
    .string()
    .optional()
    .describe("A release of this API: what is not sent, the document too, is as it was there"),
  overlay: z.array(File).optional().describe("Overlays, applied in this order"),
  sandbox: File.optional().describe("sandbox.yaml"),
  records: File.optional().describe("records.yaml"),
  workflows: File.optional().describe("workflows.yaml: an Arazzo document"),
  live: z
    .string()
    .optional()
    .describe("Production, whatever the files say of it: none, hosted or upstream=<url>"),
});

export const PublicationForm = SourcesForm.extend({
  blueprint: File.optional().describe("What the command line compiled"),
  visibility: Visibility.optional(),
  alias: z.string().optional().describe("The name that is to point at it; `latest` if nothing is said"),
  expected: z
    .string()
    .optional()
    .describe("The release that a preview showed: where this would be another one, nothing is published"),
});

/** The publication that a request asks for. Whoever may not publish under the name is refused before anything is fetched. */
export async function readPublication(
  context: Context<Platform>,
  actor: Actor,
  slug: string,
): Promise<Publication> {
  const form = await readForm(context.req.raw);
  const text = async (name: string): Promise<string | undefined> => {
    const value = form.get(name);
    return value === null ? undefined : typeof value === "string" ? value : value.text();
  };
  const [document, url, base, sandboxFile, records, workflows, blueprint, live, wanted, alias, expected] =
    await Promise.all(
      [
        "document",
        "url",
        "base",
        "sandbox",
        "records",
        "workflows",
        "blueprint",
        "live",
        "visibility",
        "alias",
        "expected",
      ].map(text),
    );
  const overlays = await Promise.all(
    form.getAll("overlay").map(async (one) => (typeof one === "string" ? one : one.text())),
  );
  const visibility = Visibility.safeParse(wanted).data;
  const production = live === undefined ? undefined : readLiveChoice(live);
  if (production && !production.ok) throw new Problem("invalid_request", `live: ${production.failure}`);
  const given = {
    slug,
    ...(overlays.length === 0 ? {} : { overlays }),
    ...(sandboxFile === undefined ? {} : { sandboxFile }),
    ...(records === undefined ? {} : { records }),
    ...(workflows === undefined ? {} : { workflows }),
    ...(blueprint === undefined ? {} : { blueprint }),
    ...(production === undefined ? {} : { live: production.value }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(alias === undefined ? {} : { alias: Alias.parse(alias) }),
    ...(expected === undefined ? {} : { expected }),
  };
  if ((document ?? url ?? base) === undefined || (document !== undefined && url !== undefined))
    throw new Problem(
      "invalid_request",
      "The part 'document' is missing. Send it or its 'url', and not both, or a 'base' release whose document it is.",
    );
  const { control, reach, ownHosts } = context.env;
  const known = await requireOwnName(control, actor, slug);
  const sent = document ?? (url === undefined ? undefined : await fetchDocument(url, reach, ownHosts));
  if (base !== undefined && known)
    return basedOn(control, await requireRelease(control, known, base), {
      ...given,
      ...(sent === undefined ? {} : { document: sent }),
    });
  if (sent === undefined) throw new Problem("api_unknown", `There is no API '${slug}' here.`);
  return { ...given, document: sent };
}

/** A form of at most so many bytes, however long it says it is. */
async function readForm(request: Request): Promise<FormData> {
  const tooLarge = new Problem(
    "body_too_large",
    `One request carries at most ${MAX_ONE_REQUEST / 1_048_576} MB. The command line sends larger documents in parts: sandbar generate.`,
  );
  if (Number(request.headers.get("content-length") ?? 0) > MAX_ONE_REQUEST) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    size += read.value.byteLength;
    if (size > MAX_ONE_REQUEST) {
      await reader?.cancel();
      throw tooLarge;
    }
    chunks.push(read.value);
  }
  const form = await new Response(new Blob(chunks), {
    headers: { "content-type": request.headers.get("content-type") ?? "" },
  })
    .formData()
    .catch(() => undefined);
  if (!form) throw new Problem("invalid_request", "Send multipart/form-data with the part 'document'.");
  return form;
}
