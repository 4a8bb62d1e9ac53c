import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";

describe("the list of deliveries", () => {
  it("is paged from newest to oldest by the last id that is known", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const path = `/api/v1/sandboxes/default/${sandbox.slug}`;
    await sandbox.partner.call("POST", `${path}/endpoints`, { url: receiver().url });
    for (const title of ["one", "two", "three"]) await sandbox.api("POST", "/v1/books", { title });
    const page = async (query: string): Promise<number[]> => {
      const { body } = await sandbox.partner.call("GET", `${path}/deliveries?${query}`);
      return body.data.map((row: { id: number }) => row.id);
    };
    const all = await page("limit=10");
    expect(all).toHaveLength(3);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    expect(await page("limit=2")).toEqual(all.slice(0, 2));
    expect(await page(`limit=2&before=${all[1]}`)).toEqual(all.slice(2));
    expect(await page(`limit=2&before=${all[2]}`)).toEqual([]);
    const bad = await sandbox.partner.call("GET", `${path}/deliveries?before=x`);
    expect(bad.status).toBe(400);
  });
});
