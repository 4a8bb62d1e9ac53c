// Whether a proved key still works: its value, its end, its addresses. One rule for API calls, for the routes
// that manage a sandbox and for the token endpoint. Pure: the clocks are arguments.

export type KeyState = {
  hash: string;
  /** The hash before a rotation, and until when it is good. */
  previous: string | null;
  previousUntil: number | null;
  /** It was revoked, or the key it was made from was. */
  revoked: boolean;
  /** A token: `expires` is a moment of the sandbox clock. */
  virtual: boolean;
  expires: number | null;
  /** When a token ends whatever the sandbox clock says, milliseconds. */
  realExpires: number | null;
  /** Addresses it may be used from; none is any. */
  allow: readonly string[];
};

export type KeyDenial = { code: "unauthorized" | "forbidden"; message: string };

/** The key's value, or the one before while a rotation overlaps. */
export const isValueOf = (key: KeyState, hash: string, now: number): boolean =>
  key.hash === hash || (key.previous === hash && (key.previousUntil ?? 0) > now);

/** Why a key no longer works from this address; undefined when it does. `sandboxNow` is left out where no sandbox is at hand. */
export function keyDenial(
  key: KeyState,
  { now, sandboxNow, address }: { now: number; sandboxNow?: number; address: string },
): KeyDenial | undefined {
  if (key.revoked) return { code: "unauthorized", message: "This API key has been revoked." };
  if (hasExpired(key, now, sandboxNow))
    return { code: "unauthorized", message: `This ${key.virtual ? "token" : "API key"} has expired.` };
  if (key.allow.length > 0 && !key.allow.includes(address))
    return { code: "forbidden", message: "This API key is not allowed from this address." };
  return undefined;
}

/** A token ends on the sandbox clock or in real time, whichever comes first: on demand, and on a frozen clock too. */
function hasExpired(key: KeyState, now: number, sandboxNow: number | undefined): boolean {
  if (!key.virtual) return key.expires !== null && key.expires <= now;
  if (key.realExpires !== null && key.realExpires <= now) return true;
  return key.expires !== null && sandboxNow !== undefined && key.expires <= sandboxNow;
}
