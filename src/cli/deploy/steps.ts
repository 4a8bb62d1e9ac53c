// Every wrangler command line of a deployment, in one place: the deployment runs them, a test checks that the
// pinned wrangler accepts each.
import type { Installation } from "./installation.ts";

export const STEPS = {
  whoAmI: () => ["whoami", "--json"],
  listDatabases: () => ["d1", "list", "--json"],
  createDatabase: (name: string) => ["d1", "create", name],
  deleteDatabase: (name: string) => ["d1", "delete", name, "--skip-confirmation"],
  findBucket: (bucket: string) => ["r2", "bucket", "info", bucket, "--json"],
  createBucket: (bucket: string) => ["r2", "bucket", "create", bucket],
  deleteBucket: (bucket: string) => ["r2", "bucket", "delete", bucket],
  findQueue: (queue: string) => ["queues", "info", queue],
  createQueue: (queue: string) => ["queues", "create", queue],
  deleteQueue: (queue: string) => ["queues", "delete", queue],
  migrate: ({ name, config }: Installation) => [
    "d1",
    "migrations",
    "apply",
    name,
    "--remote",
    "--config",
    config,
  ],
  listSecrets: ({ config }: Installation) => ["secret", "list", "--format", "json", "--config", config],
  deploy: ({ config }: Installation, secrets: string | undefined) => [
    "deploy",
    "--config",
    config,
    ...(secrets === undefined ? [] : ["--secrets-file", secrets]),
  ],
  listVersions: ({ name }: Installation) => ["versions", "list", "--name", name, "--json"],
  rollBack: ({ name }: Installation, version: string | undefined) => [
    "rollback",
    ...(version === undefined ? [] : [version]),
    "--name",
    name,
    "--message",
    "sandbar: rolled back",
    "--yes",
  ],
  deleteWorker: ({ name }: Installation) => ["delete", name, "--force"],
  dryRun: () => ["deploy", "--dry-run"],
} as const;
