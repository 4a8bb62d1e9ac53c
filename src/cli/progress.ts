// Progress on stderr for people who wait: nothing in the first second, then one line that changes on a terminal,
// and a line now and then in a file.
import type { Writable } from "node:stream";

export type Progress = (line: string) => void;

const QUIET_MS = 1000;
const FILE_MS = 5000;

export const silent: Progress = () => undefined;

export function progressOn(stream: Writable & { isTTY?: boolean }): { tell: Progress; end(): void } {
  const begun = performance.now();
  let last = Number.NEGATIVE_INFINITY;
  let isOpen = false;
  return {
    tell(line) {
      const now = performance.now();
      if (now - begun < QUIET_MS) return;
      if (stream.isTTY) {
        stream.write(`\r\u001B[K${line}`);
        isOpen = true;
      } else if (now - last >= FILE_MS) {
        stream.write(`${line}\n`);
        last = now;
      }
    },
    end() {
      if (isOpen) stream.write("\r\u001B[K");
    },
  };
}
