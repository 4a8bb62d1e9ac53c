// An upgrade rehearsal: a partner's logged calls, played against another release in a scratch tenant.
import { z } from "zod";
import type { TenantKey } from "./call.ts";

export type LoggedCall = {
  id: string;
  method: string;
  path: string;
  headers: [string, string][];
  body: Uint8Array<ArrayBuffer> | null;
  key: string | null;
  status: number;
  answer: string | null;
};
/** What a source gives: its calls, oldest first, and the keys they came with. */
export type Calls = { calls: LoggedCall[]; keys: TenantKey[] };

export const Rehearsed = z.object({
  request: z.string(),
  method: z.string(),
  path: z.string(),
  was: z.int(),
  now: z.int(),
  breaks: z.boolean(),
  why: z.string().nullable(),
});
export type Rehearsed = z.infer<typeof Rehearsed>;

export const Rehearsal = z
  .object({
    release: z.string(),
    replayed: z.int(),
    breaking: z.int(),
    data: z.array(Rehearsed).describe("Every replayed call, in order"),
  })
  .meta({ id: "Rehearsal" });
export type Rehearsal = z.infer<typeof Rehearsal>;
