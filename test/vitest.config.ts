import { randomBytes } from "node:crypto";
import path from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { freezeConstants } from "./support/freeze-constants.ts";
import { staticImports } from "./support/static-imports.ts";

const secret = () => randomBytes(32).toString("base64url");

export default defineConfig(async () => ({
  test: {
    // `npm run coverage`: by istanbul, which also works in workerd.
    coverage: {
      provider: "istanbul" as const,
      include: ["src/**/*.ts"],
      exclude: ["src/portal/**"],
      reporter: ["text-summary", "html"],
      reportsDirectory: ".sandbar/coverage",
    },
    projects: [
      {
        plugins: [
          staticImports(),
          freezeConstants(),
          cloudflareTest({
            main: "./src/worker.ts",
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              compatibilityFlags: ["service_binding_extra_handlers"],
              queueConsumers: { deliveries: { maxBatchTimeout: 0.05 } },
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations(path.join(import.meta.dirname, "../migrations")),
                KEY_SECRETS: secret(),
                AUTH_SECRET: secret(),
                ENCRYPTION_SECRET: secret(),
                ADMIN_TOKEN: secret(),
                REACH: "loopback",
              },
            },
          }),
        ],
        test: {
          name: "worker",
          // A CommonJS package: the pool loads it as a module once Vite has made one of it.
          deps: { optimizer: { ssr: { enabled: true, include: ["ipaddr.js", "negotiator", "pluralize"] } } },
          include: ["test/{lib,edge,tenant,control,journeys,security}/**/*.test.ts"],
          setupFiles: ["./test/support/setup.ts"],
          isolate: false,
          maxWorkers: 1,
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "node",
          include: ["test/{blueprint,cli,delivery,docs,mutants}/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: "package",
          include: ["test/testing/**/*.test.ts"],
          globalSetup: ["./test/support/build-package.ts"],
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/portal/**/*.test.ts"],
          maxWorkers: 1,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: "sdk",
          include: ["test/{sdk,seeds}/**/*.test.ts"],
          globalSetup: ["./test/sdk/global-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
}));
