// One call of every operation of a document, every answer judged, and then the rounds and the pages.
import type { Operation } from "#blueprint/format/operation.ts";
import { isObject } from "#lib/json.ts";
import { type Answer, type Target, callerOf } from "./caller.ts";
import { pagesOnce, roundTrip, roundsOf } from "./round-trip.ts";

type Share = { seen: number; valid: number; wrong: string[] };

export type Tally = {
  operations: number;
  answered: number;
  faults: string[];
  ok: Share;
  refused: Share;
  crud: Share;
  pages: Share;
};

const none = (): Share => ({ seen: 0, valid: 0, wrong: [] });

export async function callEverything(target: Target): Promise<Tally> {
  const caller = callerOf(target);
  const tally: Tally = {
    operations: 0,
    answered: 0,
    faults: [],
    ok: none(),
    refused: none(),
    crud: none(),
    pages: none(),
  };
  const visit = async (operation: Operation): Promise<void> => {
    const answer = await caller.call(operation);
    tally.operations++;
    if (answer.status < 500) tally.answered++;
    else
      tally.faults.push(
        `${operation.method} ${operation.path}: ${answer.status} ${answer.text.slice(0, 120)}`,
      );
    judge(tally, target, operation, answer);
    caller.learn(operation, answer);
  };
  // What makes and shows records comes first, so that later paths have something to name; what ends them, last.
  const { operations } = caller.index;
  const turn = (operation: Operation): number =>
    operation.kind === "delete" || operation.kind === "singleton-delete"
      ? 2
      : ["list", "create", "singleton-read"].includes(operation.kind)
        ? 0
        : 1;
  const ordered = [...operations].sort(
    (a, b) => turn(a) - turn(b) || (turn(a) === 0 ? a.parameters.length - b.parameters.length : 0),
  );
  for (const operation of ordered.filter((one) => turn(one) < 2)) await visit(operation);
  for (const round of roundsOf(caller))
    count(
      tally.crud,
      `${round.create.method} ${round.create.path}`,
      await roundTrip(caller, round).catch((error: unknown) => String(error)),
    );
  for (const list of operations.filter((one) => one.kind === "list")) {
    const fault = await pagesOnce(caller, list);
    if (fault !== undefined) count(tally.pages, `${list.method} ${list.path}`, fault);
  }
  for (const operation of ordered.filter((one) => turn(one) === 2)) await visit(operation);
  return tally;
}

function count(share: Share, name: string, fault: string): void {
  share.seen++;
  if (fault === "") share.valid++;
  else share.wrong.push(`${name}: ${fault}`);
}

function judge(tally: Tally, target: Target, operation: Operation, answer: Answer): void {
  if (answer.body === undefined) return;
  // Some APIs refuse with 200 and say so in the body; their documents describe that as the default answer.
  const isRefusal = answer.status >= 400 || (isObject(answer.body) && answer.body["ok"] === false);
  const side = isRefusal ? tally.refused : answer.status < 300 ? tally.ok : undefined;
  if (!side || answer.status >= 500) return;
  const status = isRefusal && answer.status < 300 ? 0 : answer.status;
  const wrong = target.judge(operation.method, operation.path, status, answer.body);
  count(side, `${operation.method} ${operation.path} ${answer.status}`, wrong ?? "");
}
