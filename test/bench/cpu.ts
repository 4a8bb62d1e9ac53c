// The processor time that servers took, from /proc: unlike calls per second it says the same on a busy machine.
import { readFileSync, readdirSync } from "node:fs";

/** Clock ticks a second: what Linux tells programs, whatever the kernel counts in. */
const TICKS = 100;

/** The servers that this process started and that still run; none where there is no /proc. */
export function servers(): number[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((id) => id > 0 && statOf(id)?.[1] === String(process.pid) && isWorkerd(id));
  } catch {
    return [];
  }
}

const isWorkerd = (id: number): boolean => readFileSync(`/proc/${id}/comm`, "utf8").startsWith("workerd");

/** Microseconds of processor time that a process has had, user and system; NaN where nobody says. */
export function cpuOf(id: number | undefined): number {
  const stat = id === undefined ? undefined : statOf(id);
  return stat ? ((Number(stat[11]) + Number(stat[12])) * 1e6) / TICKS : Number.NaN;
}

/** What stands after the name, which may have spaces in it: state, parent, … */
function statOf(id: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${id}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
