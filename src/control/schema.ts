// D1: people, organisations, APIs, sandboxes, keys. Read by people, never on the path of an API call.
// All tables, for drizzle-kit and for those who ask for them.
export * from "./schema/accounts.ts";
export * from "./schema/apis.ts";
export * from "./schema/sandboxes.ts";
export * from "./schema/keys.ts";
export * from "./schema/subscriptions.ts";
export * from "./schema/jobs.ts";
export * from "./schema/webhooks.ts";
