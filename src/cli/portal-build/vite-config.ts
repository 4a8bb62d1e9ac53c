// How Vite builds the portal: hashed file names, nothing inline, one chunk a page.
import path from "node:path";
import type { InlineConfig } from "vite";
import { ROOT } from "../local/paths.ts";

export const viteConfig = (outDir: string): InlineConfig => ({
  configFile: false,
  root: path.join(ROOT, "src/portal"),
  publicDir: false,
  logLevel: "warn",
  // The Worker's pages use another JSX runtime, named in the project's tsconfig.json.
  oxc: { jsx: { runtime: "automatic", importSource: "react" } },
  build: {
    outDir,
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0,
    target: "es2023",
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // "use client" means nothing here: no part of the portal is rendered on a server.
      onLog: (level, entry, handle) => {
        if (entry.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, entry);
      },
    },
  },
});
