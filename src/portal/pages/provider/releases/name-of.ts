// A release as it is told from others: its version, the beginning of its hash, and the names that point at it.
import type { Schemas } from "../../../api/client.ts";

export const nameOf = ({ version, release, aliases }: Schemas["ReleaseRow"]): string =>
  [version, release.slice(0, 12), ...aliases].filter((word) => word !== "").join(" · ");
