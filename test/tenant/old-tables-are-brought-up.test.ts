import { evictDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const indexes = "SELECT name FROM sqlite_master WHERE name = 'idempotency_by_age'";

test("a tenant of an earlier version gets what its tables lack at its next call, and keeps its records", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const made = await sandbox.api("POST", "/v1/books", { title: "Old" });
  await rows(sandbox, "DROP INDEX idempotency_by_age");
  await rows(sandbox, "DROP INDEX endpoints_by_record");
  await rows(sandbox, "ALTER TABLE endpoints DROP COLUMN record");
  await rows(sandbox, "DROP TABLE uploads");
  await rows(sandbox, "DROP TABLE snapshots");
  await rows(sandbox, "DROP TABLE squeezes");
  await rows(sandbox, "DROP TABLE tickets");
  for (const column of [
    "per_minute",
    "per_day",
    "virtual",
    "previous",
    "previous_until",
    "parent",
    "real_expires",
  ])
    await rows(sandbox, `ALTER TABLE keys DROP COLUMN ${column}`);
  await rows(sandbox, "ALTER TABLE deliveries DROP COLUMN tamper");
  for (const column of ["generation", "changes", "place", "reason_kind", "reason_name", "reason_facts"])
    await rows(sandbox, `ALTER TABLE requests DROP COLUMN ${column}`);
  await rows(sandbox, "ALTER TABLE changes DROP COLUMN kept");
  await rows(sandbox, "ALTER TABLE deliveries DROP COLUMN mishap");
  for (const column of ["previous", "previous_until", "failures", "disabled", "topic"])
    await rows(sandbox, `ALTER TABLE endpoints DROP COLUMN ${column}`);
  for (const column of ["headers", "body"]) await rows(sandbox, `ALTER TABLE attempts DROP COLUMN ${column}`);
  for (const index of ["timers_by_due", "timers_by_retry", "timers_parked"])
    await rows(sandbox, `DROP INDEX ${index}`);
  for (const column of ["attempts", "retry", "error", "parked"])
    await rows(sandbox, `ALTER TABLE timers DROP COLUMN ${column}`);
  await rows(sandbox, "CREATE INDEX timers_by_due ON timers (virtual, due)");
  await rows(sandbox, "DROP TABLE alarm_steps");
  await rows(sandbox, "DROP TABLE receipts");
  await rows(sandbox, "ALTER TABLE counters DROP COLUMN ends");
  await rows(sandbox, "DROP TRIGGER answer_parts_go");
  await rows(sandbox, "DROP TABLE answer_parts");
  for (const column of ["request", "form"])
    await rows(sandbox, `ALTER TABLE idempotency DROP COLUMN ${column}`);
  await rows(sandbox, "UPDATE meta SET value = json_set(value, '$.schemaVersion', 1)");
  await evictDurableObject(await stubOf(sandbox));
  expect((await sandbox.api("GET", `/v1/books/${made.body.id}`)).body).toEqual(made.body);
  expect(await rows(sandbox, indexes)).toHaveLength(1);
});

test("answers older than a day are forgotten when a new one is stored", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const first = await sandbox.api("POST", "/v1/books", { title: "Once" }, { "idempotency-key": "old" });
  await rows(sandbox, "UPDATE idempotency SET at = at - 86400001");
  const again = await sandbox.api("POST", "/v1/books", { title: "Once" }, { "idempotency-key": "old" });
  expect(again.status).toBe(201);
  expect(again.body.id).not.toBe(first.body.id);
  await rows(sandbox, "UPDATE idempotency SET at = at - 86400001");
  await sandbox.api("POST", "/v1/books", { title: "Other" }, { "idempotency-key": "new" });
  expect(await rows(sandbox, "SELECT key FROM idempotency")).toEqual([{ key: "new" }]);
});
