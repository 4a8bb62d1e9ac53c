// A publication cut into parts and sent one by one, each under its digest: what is there already is not sent again, so that
// a publication that broke off goes on where it was.
import { createHash } from "node:crypto";
import type { Blueprint } from "#blueprint/format/blueprint.ts";
import {
  MAX_DOCUMENT_PARTS,
  MAX_PACKS,
  MAX_PART_BYTES,
  PACK_BYTES,
  type Part,
  type UploadManifest,
} from "#contract/uploads.ts";
import type { Visibility } from "#contract/account-views.ts";
import { type Client, Refusal } from "#client/client.ts";
import type { Progress } from "../progress.ts";
import type { Release } from "./release.ts";
const AT_ONCE = 3;
const TRIES = 4;

type Bytes = Uint8Array<ArrayBuffer>;
type Held = Part & { content: Bytes };

export async function publishInParts(
  client: Client,
  slug: string,
  publication: {
    document: string;
    blueprint: Blueprint;
    /** Overlays, sandbox.yaml, records.yaml: compiled in, named by their digests. */
    sources: readonly string[];
    workflows?: string | undefined;
    visibility?: Visibility;
    alias?: string;
  },
  progress: Progress,
): Promise<Release> {
  const document = pieces(bytesOf(publication.document), MAX_PART_BYTES).map(hold);
  const packs = packsOf(publication.blueprint).map(hold);
  if (document.length > MAX_DOCUMENT_PARTS || packs.length > MAX_PACKS)
    throw new Error(`what is to be published has more than ${(MAX_PACKS * PACK_BYTES) / 1_048_576} MB`);
  const manifest: UploadManifest = {
    document: document.map(partOf),
    blueprint: packs.map(partOf),
    sources: publication.sources.map((one) => digest(bytesOf(one))),
    workflows: publication.workflows,
    visibility: publication.visibility,
    alias: publication.alias,
  };
  const parts = new Map([...document, ...packs].map((one) => [one.sha256, one]));
  const at = `/api/v1/apis/${slug}/uploads`;
  // Parts that were sent may have expired, or been used up by another publication of the same: then they are asked for again.
  for (let round = 0; round < TRIES; round++) {
    const answer = await client<Release | { missing: string[] }>("POST", at, manifest);
    if (!("missing" in answer)) return answer;
    await send(
      client,
      at,
      answer.missing.flatMap((sha256) => parts.get(sha256) ?? []),
      progress,
    );
  }
  throw new Error("the server asks for the same parts again and again");
}

async function send(client: Client, at: string, parts: readonly Held[], progress: Progress): Promise<void> {
  const total = parts.reduce((sum, one) => sum + one.bytes, 0);
  const waiting = [...parts];
  let sent = 0;
  const worker = async (): Promise<void> => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      await insist(client, `${at}/${part.sha256}`, part.content);
      sent += part.bytes;
      progress(`Uploading: ${megabytes(sent)} of ${megabytes(total)} MB`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

/** A part is the same however often it is sent, so a lost connection or a busy server is no reason to give up. */
async function insist(client: Client, path: string, bytes: Bytes): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client("PUT", path, bytes);
      return;
    } catch (error) {
      const isFinal = error instanceof Refusal && error.status < 500 && error.status !== 408;
      if (isFinal || attempt === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt));
    }
  }
}

/** Packs of about a megabyte, a file of the blueprint a line; the index alone comes last. */
function packsOf({ index, details, schemas, seed, report }: Blueprint): Bytes[] {
  const files: [string, unknown][] = [
    ...details.map((one, i): [string, unknown] => [`details-${i}`, one]),
    ...schemas.map((one, i): [string, unknown] => [`schemas-${i}`, one]),
    ["seed", seed],
    ["report", report],
  ];
  const packs: Bytes[] = [];
  let lines: Bytes[] = [];
  let size = 0;
  const close = (): void => {
    if (lines.length > 0) packs.push(new Uint8Array(Buffer.concat(lines)));
    [lines, size] = [[], 0];
  };
  for (const [part, value] of files) {
    const line = lineOf(part, value);
    if (size + line.length > PACK_BYTES) close();
    lines.push(line);
    size += line.length;
  }
  close();
  return [...packs, lineOf("index", index)];
}

function lineOf(part: string, value: unknown): Bytes {
  const line = bytesOf(`${JSON.stringify({ part, value })}\n`);
  if (line.length > MAX_PART_BYTES)
    throw new Error(
      `its ${part === "seed" ? "records and examples have" : `${part} has`} more than ${MAX_PART_BYTES / 1_048_576} MB`,
    );
  return line;
}

function pieces(bytes: Bytes, size: number): Bytes[] {
  const cut: Bytes[] = [];
  for (let from = 0; from < bytes.length; from += size) cut.push(bytes.subarray(from, from + size));
  return cut;
}

const bytesOf = (text: string): Bytes => new Uint8Array(Buffer.from(text, "utf8"));
const digest = (bytes: Bytes): string => createHash("sha256").update(bytes).digest("hex");
const hold = (content: Bytes): Held => ({ sha256: digest(content), bytes: content.length, content });
const partOf = ({ sha256, bytes }: Held): Part => ({ sha256, bytes });
