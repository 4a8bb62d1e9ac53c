// A bundle without the fifty languages that zod says its errors in: ours are English, and nobody else picks another one. It is a
// sixth of what a Worker evaluates before its first call.
import type { Plugin } from "esbuild";

export const englishOnly: Plugin = {
  name: "english-only",
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};
