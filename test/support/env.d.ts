declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    BLOBS: R2Bucket;
    TEST: DurableObjectNamespace<import("#tenant/durable-object.ts").Sandbox>;
    LIVE: DurableObjectNamespace<import("#tenant/durable-object.ts").Live>;
    DELIVERIES: Queue;
    KEY_SECRETS: string;
    ENCRYPTION_SECRET: string;
    ADMIN_TOKEN: string;
    TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
