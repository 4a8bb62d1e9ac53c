import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "#lib/nearest.ts";

describe("nearest", () => {
  it.each([
    ["createBookingg", ["listBookings", "createBooking", "createBook"], "createBooking"],
    ["creatBook", ["createBook", "createBooks"], "createBook"],
    ["book.craeted", ["book.deleted", "book.created"], "book.created"],
    ["CREATEBOOK", ["createBook"], "createBook"],
    ["--prot", ["--port", "--fresh"], "--port"],
    ["ab", ["ba"], "ba"],
  ])("finds what was meant by %s", (name, known, meant) => {
    expect(nearest(name, known)).toBe(meant);
  });

  it("finds nothing where nothing is near", () => {
    expect(nearest("refund", ["createBook", "listBooks"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
    expect(nearest("", ["a", "list"])).toBe("a");
    expect(didYouMean("refund", ["createBook"])).toBe("");
    expect(didYouMean("lst", ["list"])).toBe(" Did you mean 'list'?");
  });

  it("takes the first of two as near, and answers soon whatever it is given", () => {
    expect(nearest("cat", ["bat", "rat"])).toBe("bat");
    const names = Array.from({ length: 5000 }, (_, i) => `operation-${i}-${"x".repeat(200)}`);
    const begun = performance.now();
    nearest("y".repeat(100_000), names);
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
