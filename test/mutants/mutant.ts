// A mutant: one small change of meaning in src, found by its text, that some test has to notice. Pure.
export type Mutant = {
  /** What the changed code no longer does; unique in its room. */
  id: string;
  /** Below src/. */
  file: string;
  /** Found exactly once in the file. */
  find: string;
  replace: string;
  /** Parts of the paths of the test files that should notice; without them the room's. */
  tests?: readonly string[];
};

export type Room = {
  name: string;
  tests: readonly string[];
  mutants: readonly Mutant[];
};

/** A mutant with the name that the command line takes. */
export type Named = Mutant & { name: string; tests: readonly string[] };

export const namedOf = (rooms: readonly Room[]): Named[] =>
  rooms.flatMap((room) =>
    room.mutants.map((one) => ({
      ...one,
      name: `${room.name}/${one.id}`,
      tests: one.tests ?? room.tests,
    })),
  );

export const occurrences = (text: string, part: string): number => text.split(part).length - 1;

/** The changed text; undefined where the search text is not there exactly once: then the mutant is stale. */
export function mutated(text: string, { find, replace }: Mutant): string | undefined {
  return find !== replace && occurrences(text, find) === 1 ? text.replace(find, () => replace) : undefined;
}
