import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { openHouse } from "../support/house.ts";
import { receiver } from "../support/receiver.ts";

describe("the list of deliveries", () => {
  it("is paged from newest to oldest by the last id that is known", async () => {
    const house = await openHouse({ document: LIBRARY });
    const path = `/api/v1/sandboxes/default/${house.slug}`;
    await house.partner.call("POST", `${path}/endpoints`, { url: receiver().url });
    for (const title of ["one", "two", "three"]) await house.api("POST", "/v1/books", { title });
    const page = async (query: string): Promise<number[]> => {
      const { body } = await house.partner.call("GET", `${path}/deliveries?${query}`);
      return body.data.map((row: { id: number }) => row.id);
    };
    const all = await page("limit=10");
    expect(all).toHaveLength(3);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    expect(await page("limit=2")).toEqual(all.slice(0, 2));
    expect(await page(`limit=2&before=${all[1]}`)).toEqual(all.slice(2));
    expect(await page(`limit=2&before=${all[2]}`)).toEqual([]);
    const bad = await house.partner.call("GET", `${path}/deliveries?before=x`);
    expect(bad.status).toBe(400);
  });
});
