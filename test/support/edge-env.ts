// The test runtime's bindings, typed as the Worker takes them.
import { env } from "cloudflare:test";
import type { EdgeEnv } from "#edge/ports.ts";

/** The type of a stub turns tuples into lists, so that the tests' typed namespaces do not fit the ports that the class implements. */
export const edgeEnv = env as unknown as EdgeEnv;
