// Replay against another release: a partner's logged calls, sent to a scratch tenant on that release.
import { z } from "zod";
import type { KeyPlace, TenantKey } from "./call.ts";

/** A logged call as it can be sent again, but for what was taken out of it before it was stored. */
export type LoggedCall = {
  id: string;
  method: string;
  path: string;
  headers: [string, string][];
  body: Uint8Array<ArrayBuffer> | null;
  key: string | null;
  /** Where its key stood. */
  place: KeyPlace;
  status: number;
  answer: string | null;
};
/** What a source gives: its calls, oldest first, and the keys they came with. */
export type Calls = { calls: LoggedCall[]; keys: TenantKey[] };

export const ReplayedCall = z.object({
  request: z.string(),
  method: z.string(),
  path: z.string(),
  was: z.int(),
  now: z.int(),
  breaks: z.boolean(),
  why: z.string().nullable(),
});
export type ReplayedCall = z.infer<typeof ReplayedCall>;

export const ReleaseReplay = z
  .object({
    release: z.string(),
    replayed: z.int(),
    breaking: z.int(),
    data: z.array(ReplayedCall).describe("Every replayed call, in order"),
  })
  .meta({ id: "ReleaseReplay" });
export type ReleaseReplay = z.infer<typeof ReleaseReplay>;
