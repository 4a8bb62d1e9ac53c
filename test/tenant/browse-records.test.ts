// Records as a person looks at them: counts, pages, one of them, and a delete past the API.
import { describe, expect, it } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

type Page = {
  data: { id: string; parent: string; state: string | null; doc: unknown }[];
  next: number | null;
};

async function openShelf() {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const at = `/api/v1/sandboxes/default/${sandbox.slug}`;
  const ask = (method: string, path: string, body?: object) =>
    sandbox.partner.call(method, `${at}${path}`, body);
  await ask("POST", "/reset", { profile: "empty" });
  const add = async (title: string): Promise<string> =>
    ((await sandbox.api("POST", "/v1/books", { title })).body as { id: string }).id;
  return { sandbox, ask, add };
}

describe("records that are browsed", () => {
  it("are counted by resource, also where there are none", async () => {
    const { ask, add } = await openShelf();
    await add("One");
    const { body } = await ask("GET", "/resources");
    expect(body.data).toContainEqual({ resource: "book", records: 1 });
    expect(body.data.some(({ records }: { records: number }) => records === 0)).toBe(true);
  });

  it("come a page at a time, newest first, each of them once", async () => {
    const { ask, add } = await openShelf();
    const made: string[] = [];
    for (const title of ["One", "Two", "Three", "Four", "Five"]) made.unshift(await add(title));
    const seen: string[] = [];
    let next: number | null | undefined;
    do {
      const page = (await ask("GET", `/records/book?limit=2${next === undefined ? "" : `&before=${next}`}`))
        .body as Page;
      expect(page.data.length).toBeLessThanOrEqual(2);
      seen.push(...page.data.map(({ id }) => id));
      next = page.next;
    } while (next !== null);
    expect(seen).toEqual(made);
  });

  it("are found by a text in them", async () => {
    const { ask, add } = await openShelf();
    await add("The Sea");
    const mountain = await add("The Mountain");
    const { body } = await ask("GET", "/records/book?search=mountain");
    expect((body as Page).data.map(({ id }) => id)).toEqual([mountain]);
  });

  it("are read and changed by an import", async () => {
    const { ask, add, sandbox } = await openShelf();
    const id = await add("Before");
    const { body: found } = await ask("GET", `/records/book/${id}`);
    expect(found).toMatchObject({ resource: "book", id, doc: { title: "Before" } });
    const doc = { ...found.doc, title: "After" };
    const put = await ask("POST", "/records", { records: { book: [{ doc, parent: found.parent }] } });
    expect(put.status).toBe(201);
    expect((await sandbox.api("GET", `/v1/books/${id}`)).body).toMatchObject({ title: "After" });
  });

  it("are deleted without an event, and the log says what was there", async () => {
    const { ask, add, sandbox } = await openShelf();
    const id = await add("Gone");
    const events = (await ask("GET", "/events")).body.data.length as number;
    expect((await ask("DELETE", `/records/book/${id}`)).status).toBe(204);
    expect((await sandbox.api("GET", `/v1/books/${id}`)).status).toBe(404);
    expect((await ask("GET", `/records/book/${id}`)).status).toBe(404);
    expect((await ask("DELETE", `/records/book/${id}`)).status).toBe(404);
    expect((await ask("GET", "/events")).body.data).toHaveLength(events);
    const [row] = (await ask("GET", "/log?method=REMOVE")).body.data;
    expect(row).toMatchObject({ path: `/records/book/${id}`, why: `book ${id} was deleted by hand` });
    const { body: call } = await ask("GET", `/log/${row.id}`);
    expect(call.changes).toMatchObject([{ resource: "book", id, before: { title: "Gone" }, after: null }]);
  });

  it("of a resource that is not there are refused", async () => {
    const { ask } = await openShelf();
    expect((await ask("GET", "/records/unicorn")).status).toBe(404);
    expect((await ask("GET", "/records/%0Adeleted%20book")).status).toBe(404);
    expect((await ask("GET", "/records/book/none")).status).toBe(404);
  });
});
