// Lists that are read to their end, a page at a time.
import type { Client } from "./client.ts";

const PAGE = 500;

/** All rows that follow a number, oldest first. */
export async function readAll<Row extends { seq: number }>(
  client: Client,
  path: string,
  after: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let known = after, more = true; more;) {
    const { data } = await client<{ data: Row[] }>("GET", `${path}?after=${known}&limit=${PAGE}`);
    rows.push(...data);
    known = data.at(-1)?.seq ?? known;
    more = data.length === PAGE;
  }
  return rows;
}
