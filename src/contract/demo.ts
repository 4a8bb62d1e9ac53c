// Which objects serve demo mode. They belong to no organisation; callers are spread over them by their address.
const SHARDS = 4;

export const DEMO_OWNERS: readonly string[] = Array.from({ length: SHARDS }, (_, i) => `demo-${i}`);

export const demoOwner = (hash: number): string => DEMO_OWNERS[hash % SHARDS] ?? "demo-0";
