// Replaying logged calls against another release (in a scratch tenant forked from before them): which answers
// differ. Ids that are created anew are followed from answer to request.
import { z } from "zod";
import type { KeyPlace } from "#contract/call.ts";
import type { Calls, LoggedCall, ReplayedCall } from "#contract/rehearsal.ts";
import { newId } from "#lib/ids.ts";
import { type Json, isObject, own } from "#lib/json.ts";
import { HeaderList, parseJson, readColumn } from "#lib/json-column.ts";
import { putKey } from "../state/lifecycle.ts";
import { loadBlueprint } from "../blueprint-cache.ts";
import { type Redaction, redactionOf, splitUrl } from "../request/redaction.ts";
import { serve } from "../request/serve.ts";
import { findKey } from "../store/keys.ts";
import { latestCalls } from "../store/request-log.ts";
import type { Tenant } from "../tenant.ts";

/** The latest calls of the present generation that can be replayed, oldest first. */
export async function callsOf(tenant: Tenant, most: number): Promise<Calls> {
  const { meta } = tenant;
  if (!meta) return { calls: [], keys: [] };
  const redaction = redactionOf((await loadBlueprint(tenant.env.BLOBS, meta.release)).index);
  tenant.flush();
  const rows = latestCalls(tenant.sql, meta.generation, most).map((row) => redaction.oldWhole(row));
  const calls = rows.map((row): LoggedCall => ({
    id: row.id,
    method: row.method,
    path: row.path,
    headers: readColumn(HeaderList, row.request_headers),
    body: row.request_body === null ? null : new Uint8Array(row.request_body),
    key: row.key,
    place: readColumn(z.custom<KeyPlace>(), row.place ?? '{"kind":"url"}'),
    status: row.status,
    answer: row.response_body,
  }));
  const names = new Set(calls.flatMap((one) => one.key ?? []));
  return { calls, keys: [...names].flatMap((id) => findKey(tenant.sql, id) ?? []) };
}

export async function replayAgainstRelease(
  tenant: Tenant,
  { calls, keys }: Calls,
  base: string,
): Promise<ReplayedCall[]> {
  const { meta } = tenant;
  if (!meta) return [];
  const redaction = redactionOf((await loadBlueprint(tenant.env.BLOBS, meta.release)).index);
  // The calls were made while their keys worked; a token is replayed without its parent key, which may be unknown here.
  for (const key of keys)
    putKey(tenant, { ...key, revoked: false, expires: null, realExpires: null, parent: null });
  const renamed = new Map<string, string>();
  const replayed: ReplayedCall[] = [];
  for (const call of calls) replayed.push(await playAgain(tenant, redaction, call, keys, renamed, base));
  return replayed;
}

async function playAgain(
  tenant: Tenant,
  redaction: Redaction,
  call: LoggedCall,
  keys: Calls["keys"],
  renamed: Map<string, string>,
  base: string,
): Promise<ReplayedCall> {
  const [path, query] = splitUrl(redaction.fill(rename(call.path, renamed)));
  const key = keys.find((one) => one.id === call.key);
  const answer = await serve(tenant, {
    requestId: newId("req"),
    method: call.method,
    path,
    query,
    headers: redaction
      .fillHeaders(call.headers)
      .filter(([name]) => !name.toLowerCase().startsWith("x-sandbox-")),
    body: redaction.fillBytes(call.body, (text) => rename(text, renamed)),
    ...(key
      ? { key: { prefix: "", mode: "test" as const, owner: "", api: null, keyId: key.id, hash: key.hash } }
      : {}),
    place: call.place,
    base,
    address: key?.allow[0] ?? "",
  });
  const before = parsed(call.answer);
  // Compared as it would be stored, so that what was taken out of the one answer is not looked for in the other.
  const now = typeof answer.body === "string" ? parsed(redaction.body(answer.body)) : undefined;
  follow(before, now, renamed);
  const lost = answer.status < 400 && call.status < 400 ? lostIn(before, now, "") : [];
  const why =
    Math.floor(answer.status / 100) === Math.floor(call.status / 100)
      ? lost.length > 0
        ? `the answer no longer has ${lost.slice(0, 10).join(", ")}`
        : null
      : `it answers ${answer.status}, not ${call.status}${messageOf(now)}`;
  return {
    request: call.id,
    method: call.method,
    path: call.path,
    was: call.status,
    now: answer.status,
    breaks: why !== null,
    why,
  };
}

function parsed(text: string | null): Json | undefined {
  if (text === null) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const SHORTEST_NAME = 6;

/** Texts and numbers that stand where others stood: ids given anew, which later calls will name. */
function follow(before: Json | undefined, now: Json | undefined, renamed: Map<string, string>): void {
  if (Array.isArray(before) && Array.isArray(now))
    for (const [i, one] of before.entries()) follow(one, now[i], renamed);
  else if (isObject(before) && isObject(now))
    for (const [name, member] of Object.entries(before)) follow(member, own(now, name), renamed);
  else if (
    typeof before === "string" &&
    typeof now === "string" &&
    before !== now &&
    before.length >= SHORTEST_NAME
  )
    renamed.set(before, now);
}

function rename(text: string, renamed: ReadonlyMap<string, string>): string {
  let changed = text;
  for (const [before, now] of renamed)
    if (changed.includes(before)) changed = changed.replaceAll(before, now);
  return changed;
}

/** Members of an answer that are not there any more; of lists the first item speaks for all. */
function lostIn(before: Json | undefined, now: Json | undefined, at: string): string[] {
  if (Array.isArray(before) && Array.isArray(now))
    return before.length > 0 && now.length > 0 ? lostIn(before[0], now[0], `${at}[]`) : [];
  if (!isObject(before) || !isObject(now)) return [];
  return Object.entries(before).flatMap(([name, member]) => {
    const place = at === "" ? name : `${at}.${name}`;
    const other = own(now, name);
    return other === undefined ? [place] : lostIn(member, other, place);
  });
}

function messageOf(answer: Json | undefined): string {
  const said = isObject(answer)
    ? (own(answer, "message") ?? own(answer, "detail") ?? own(answer, "error"))
    : undefined;
  const text = isObject(said) ? own(said, "message") : said;
  return typeof text === "string" ? `: ${text.slice(0, 200)}` : "";
}
