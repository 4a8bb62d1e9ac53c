import { expect, it } from "vitest";
import type { Stored } from "#engine/record-reader.ts";
import { StagedRecords } from "#tenant/store/staged-records.ts";

const book = (title: string): Stored => ({
  resource: "book",
  parent: "",
  id: "b1",
  seq: 1,
  state: null,
  doc: { id: "b1", title },
  created: 1,
  updated: 1,
});

it("a record that is staged again is found by what it holds now, and no longer by what it held", () => {
  const staged = new StagedRecords();
  const committed = [book("First")];
  staged.put(book("Second"));
  expect(staged.found("book", "title", "First", committed)).toEqual([]);
  expect(staged.found("book", "title", "Second", [])).toHaveLength(1);
  staged.put(book("Third"));
  expect(staged.found("book", "title", "Second", [])).toEqual([]);
  expect(staged.found("book", "title", "Third", [])).toHaveLength(1);
});
