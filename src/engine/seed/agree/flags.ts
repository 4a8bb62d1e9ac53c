// Flags that agree with the state beside them, or say what is usual: records are seldom deleted, and mostly enabled.
import { own } from "#lib/json.ts";
import { wordsOf } from "#lib/words.ts";
import { hasHappened, isEnding } from "../facts/stages.ts";
import type { Life, Part } from "./part.ts";

const USUALLY = /^(is )?(active|enabled|available|verified|valid|visible|public|success|ok|deliverable)$/;

export function agreeFlags(part: Part, life: Life): void {
  for (const name of part.names) {
    if (typeof own(part.object, name) !== "boolean") continue;
    const what = wordsOf(name)
      .filter((word) => !/^(is|was|has|been)$/.test(word))
      .join(" ");
    const told = life.state === undefined ? undefined : hasHappened(what, life.state);
    if (what === "active" && life.state !== undefined) part.set(name, !isEnding(life.state));
    else if (told !== undefined) part.set(name, told);
    else if (isEnding(what)) part.set(name, part.random.next() < 0.05);
    else if (USUALLY.test(what)) part.set(name, part.random.next() < 0.85);
  }
}

const TOLD_BY_STATE =
  /^(accept\w*|approv\w*|error|failure|fault|decline|cancel\w+|reject\w+|void\w*|disput\w+|terminat\w+|suspen\w+|archiv\w+|delet\w+|block\w+|revo\w+|refund)( (code|message|reason|details?|by|note|comment|description|text|url|at|id|user|user id))*s?$/;
const GONE_WRONG = /^(fail|error|declin|reject|undeliver|bounc|den|invalid|disput)/;

/** What tells of an ending (`error_message`, `canceled_by`) is there only where the record has ended so. */
export function agreeEndings(part: Part, life: Life): void {
  for (const name of part.names) {
    const words = wordsOf(name).join(" ");
    const what = TOLD_BY_STATE.exec(words)?.[1];
    const value = own(part.object, name) ?? null;
    if (what === undefined || value === null || typeof value === "boolean" || Array.isArray(value)) continue;
    const { state = "" } = life;
    const isSo = /^(error|failure|fault|decline)$/.test(what)
      ? GONE_WRONG.test(state)
      : isEnding(what)
        ? hasHappened(what, state) === true
        : hasHappened(what, state) !== false;
    if (!isSo) part.clear(name);
  }
}
