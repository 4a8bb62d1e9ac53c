// What is shared by a link that expires: one request with its explanation, its changes and its deliveries, redacted, or the
// receipt of a run. A copy is stored when the link is made: later changes of the sandbox do not affect it.
import { and, eq, gt, lt } from "drizzle-orm";
import { z } from "zod";
import { Receipt } from "#contract/receipts.ts";
import type { CallDetail, DeliveryRow } from "#contract/views.ts";
import { isoMillis } from "#lib/clock.ts";
import { sha256Hex } from "#lib/hash.ts";
import { newId } from "#lib/ids.ts";
import { hideKeys } from "#lib/redact-keys.ts";
import { Problem } from "#lib/problem.ts";
import { parseJson, readColumn } from "#lib/json-column.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { partnerOf } from "./sandboxes.ts";
import { bundles } from "../schema.ts";

/** Copies of before hold times in milliseconds; links outlive a deployment. */
const KeptMoment = z.union([z.number().transform(isoMillis), z.string()]);
const Kept = z.looseObject({
  deliveries: z.array(
    z.looseObject({
      due: KeptMoment,
      created: KeptMoment,
      attempts: z.array(z.looseObject({ at: KeptMoment })),
    }),
  ),
});

export type SharedRequest = { api: string; call: CallDetail; deliveries: DeliveryRow[] };

/** `lifetime` is in milliseconds; what is answered is the token of the link. */
export const shareRequest = (
  control: Control,
  actor: Actor,
  shared: SharedRequest,
  lifetime: number,
): Promise<string> => share(control, actor, shared, shared.call.id, lifetime);

export const shareReceipt = (
  control: Control,
  actor: Actor,
  receipt: Receipt,
  lifetime: number,
): Promise<string> => share(control, actor, receipt, receipt.id, lifetime);

/** Stores the copy for a while; only its token leads to it. */
async function share(
  control: Control,
  actor: Actor,
  shared: SharedRequest | Receipt,
  target: string,
  lifetime: number,
): Promise<string> {
  const token = newId("bundle");
  await control.db.insert(bundles).values({
    hash: await sha256Hex(token),
    partner: partnerOf(actor),
    // What the tenant shows has no key in it; this holds for whatever a copy may come to contain.
    picture: hideKeys(JSON.stringify(shared)),
    expires: control.now + lifetime,
  });
  await noteAudit(control, actor, { mode: "test", action: "bundle.create", target });
  return token;
}

export async function readSharedRequest(control: Control, token: string): Promise<SharedRequest> {
  const picture = await pictureOf(control, token);
  if (isReceipt(picture)) throw new Problem("not_found", NO_LINK);
  // It was a SharedRequest when it was stored; only its times may be of another form.
  return readColumn(Kept, picture) as unknown as SharedRequest;
}

export async function readSharedReceipt(control: Control, token: string): Promise<Receipt> {
  const picture = await pictureOf(control, token);
  if (!isReceipt(picture)) throw new Problem("not_found", NO_LINK);
  return readColumn(Receipt, picture);
}

const NO_LINK = "This link has ended, or never was.";
const isReceipt = (picture: string): boolean => Receipt.safeParse(parseJson(picture)).success;

/** The copy that a link leads to, as JSON. */
async function pictureOf(control: Control, token: string): Promise<string> {
  const [row] = await control.db
    .select()
    .from(bundles)
    .where(and(eq(bundles.hash, await sha256Hex(token)), gt(bundles.expires, control.now)))
    .limit(1);
  if (!row) throw new Problem("not_found", NO_LINK);
  return hideKeys(row.picture);
}

/** Cron: links whose time is over. */
export async function deleteExpiredShares(control: Control): Promise<void> {
  await control.db.delete(bundles).where(lt(bundles.expires, control.now));
}
