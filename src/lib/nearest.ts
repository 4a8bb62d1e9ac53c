// The known name nearest to an unknown one, for "did you mean". Pure.

const LONGEST = 100;

/** The nearest name within about a third of its length, or undefined. Case counts least; of two as near the first wins. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const asked = name.slice(0, LONGEST).toLowerCase();
  let bound = Math.max(1, Math.floor(asked.length / 3));
  let found: string | undefined;
  for (const one of known) {
    const distance = editDistance(asked, one.slice(0, LONGEST).toLowerCase(), bound);
    if (distance === undefined) continue;
    found = one;
    if (distance === 0) return found;
    bound = distance - 1;
  }
  return found;
}

/** ` Did you mean 'x'?`, or nothing where no name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const one = nearest(name, known);
  return one === undefined ? "" : ` Did you mean '${one}'?`;
}

/**
 * Edits between two texts: insert, delete, replace, swap of neighbours (optimal string alignment); undefined beyond `bound`.
 * Two texts whose lengths differ by more are not compared at all, so a long list of names costs little.
 */
function editDistance(a: string, b: string, bound: number): number | undefined {
  if (Math.abs(a.length - b.length) > bound) return undefined;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > bound + 1) return undefined;
    older = previous;
    previous = row;
  }
  const distance = previous[b.length] ?? 0;
  return distance <= bound ? distance : undefined;
}
