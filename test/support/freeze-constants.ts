// Freezes every constant list and object of the sources, all the way down, in every test of the Worker: a constant that
// somebody changes would carry something from one tenant to another, and fails here instead.
import type { Plugin } from "vite";

const CONSTANT = /^(?:export )?const (\w+)(?:: [^=]+(?:=>[^=]+)*)? = [[{]/gm;
/** Filled by other modules while they load; who calls cannot reach them. */
const FILLED_WHILE_LOADING = new Set(["ROUTES"]);

const FREEZE = `
function deepFreezeForTests(value) {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  const kind = Object.getPrototypeOf(value);
  if (kind !== Object.prototype && kind !== Array.prototype) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreezeForTests(member);
}`;

export const freezeConstants = (): Plugin => ({
  name: "freeze-constants",
  enforce: "post",
  transform(code, id) {
    if (!/\/src\/(?!cli|portal)[^?]+\.tsx?$/.test(id)) return undefined;
    const names = [...code.matchAll(CONSTANT)]
      .map((match) => match[1] ?? "")
      .filter((name) => !FILLED_WHILE_LOADING.has(name));
    if (names.length === 0) return undefined;
    const calls = names.map((name) => `deepFreezeForTests(${name});`).join("\n");
    return { code: `${code}\n${FREEZE}\n${calls}\n`, map: null };
  },
});
