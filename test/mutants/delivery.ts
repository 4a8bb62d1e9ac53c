// The queue's consumer.
import type { Room } from "./mutant.ts";

export const DELIVERY: Room = {
  name: "delivery",
  tests: [
    "test/delivery/",
    "test/tenant/deliveries",
    "test/tenant/webhooks",
    "test/tenant/an-endpoint",
    "test/journeys/smartmca",
  ],
  mutants: [
    {
      id: "redirects-of-an-endpoint-are-not-followed",
      file: "delivery/consume.ts",
      find: '      redirect: "manual",',
      replace: '      redirect: "follow",',
    },
    {
      id: "an-endpoints-url-is-judged-again",
      file: "delivery/consume.ts",
      find: "  if (refused !== undefined)\n    return {",
      replace: '  if (refused === "")\n    return {',
    },
    {
      id: "a-tenant-that-cannot-be-reached-is-tried-again",
      file: "delivery/consume.ts",
      find: "message.retry({ delaySeconds: 5 });",
      replace: "message.ack();",
    },
    {
      id: "an-answer-is-read-up-to-a-cap",
      file: "delivery/consume.ts",
      find: "if (size >= MAX_RESPONSE_BYTES) break;",
      replace: "if (size >= 1e9) break;",
    },
    {
      id: "live-deliveries-do-not-pretend",
      file: "delivery/consume.ts",
      find: 'const mocked = mode !== "live" ? mockAnswer(claim.url, number) : undefined;',
      replace: "const mocked = mockAnswer(claim.url, number);",
    },
  ],
};
