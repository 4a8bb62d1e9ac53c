// Every wrangler command line of a deployment, in one place: the deployment runs them, a test checks that the
// pinned wrangler accepts each.

export const DATABASE = "sandbar";
export const BUCKET = "sandbar-blobs";
export const QUEUES = ["deliveries", "deliveries-dead"] as const;

export const STEPS = {
  whoAmI: () => ["whoami", "--json"],
  listDatabases: () => ["d1", "list", "--json"],
  createDatabase: () => ["d1", "create", DATABASE],
  findBucket: () => ["r2", "bucket", "info", BUCKET, "--json"],
  createBucket: () => ["r2", "bucket", "create", BUCKET],
  findQueue: (name: string) => ["queues", "info", name],
  createQueue: (name: string) => ["queues", "create", name],
  migrate: (config: string) => ["d1", "migrations", "apply", DATABASE, "--remote", "--config", config],
  listSecrets: (config: string) => ["secret", "list", "--format", "json", "--config", config],
  deploy: (config: string, secrets: string | undefined) => [
    "deploy",
    "--config",
    config,
    ...(secrets === undefined ? [] : ["--secrets-file", secrets]),
  ],
  dryRun: () => ["deploy", "--dry-run"],
} as const;
