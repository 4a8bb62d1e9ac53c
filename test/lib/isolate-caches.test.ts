// What a module holds outlives the call and is shared by all tenants: the list of such things is kept by hand, on purpose.
import { describe, expect, it } from "vitest";
import readme from "../../src/tenant/README.md?raw";

const sources = import.meta.glob<string>(
  ["../../src/*.ts", "../../src/{edge,engine,tenant,blueprint,control,contract,delivery,lib}/**/*.ts"],
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);

/** Names a module can change: `let`, and maps, weak maps and sets that begin empty. */
const HELD = /^(?:export )?(?:let (\w+)|const (\w+)(?:: [^=]+)? = new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\))/gm;

describe("the caches of an isolate", () => {
  it("are those of the table, and no others", () => {
    const found = Object.entries(sources).flatMap(([path, text]) =>
      [...text.matchAll(HELD)].map((match) => `${path.replace("../../src/", "")} ${match[1] ?? match[2]}`),
    );
    const listed = [
      ...readme.matchAll(
        /^\| `([\w/-]+\.ts)` \| (`[^|]*`) \| .* → |^\| `([\w/-]+\.ts)` \| (`[^|]*`) \| none/gm,
      ),
    ].flatMap((row) =>
      [...(row[2] ?? row[4] ?? "").matchAll(/`(\w+)`/g)].map((name) => `${row[1] ?? row[3]} ${name[1]}`),
    );
    expect(found.length).toBeGreaterThan(5);
    expect(found.sort()).toEqual(listed.sort());
  });
});
