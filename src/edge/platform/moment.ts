// A moment as callers give it: RFC 3339 with any offset, or milliseconds since 1970 as answers had them before.
import { z } from "zod";

/** Read as milliseconds since 1970. */
export const MomentInput = z.union([
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  z.number().int().min(0).max(8.64e15),
]);
