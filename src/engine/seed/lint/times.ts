// Moments that cannot be: what has happened lies ahead, comes before its record was made, or contradicts the state beside it.
import { own } from "#lib/json.ts";
import { durationMember } from "../agree/durations.ts";
import { isExpiry, momentForm, momentOf, roleOf, spansAmong } from "../facts/moments.ts";
import { happening, hasHappened } from "../facts/stages.ts";
import { type Place, shown } from "./finding.ts";

const DAY = 86_400_000;

export function lintTimes(place: Place): void {
  const { object, now } = place;
  const moments = Object.keys(object).flatMap((name) => {
    const form = momentForm(name, place.schemaOf(name));
    const moment = form && momentOf(own(object, name));
    return moment === undefined ? [] : [{ name, role: roleOf(name), moment, isDay: form === "date" }];
  });
  const created = moments.find((one) => one.role === "created");
  for (const { name, role, moment, isDay } of moments) {
    const has = role === "created" || role === "updated" || role === "past";
    const tolerance = isDay ? DAY : 1000;
    if ((has || role === "birth") && moment > now + tolerance)
      place.find("future", name, `is ${shown(own(object, name))}, which is still to come`);
    const isAfter = role === "updated" || role === "past" || isExpiry(name);
    if (created && isAfter && moment < created.moment - (isDay || created.isDay ? DAY : 1000))
      place.find(
        "order",
        name,
        `is ${shown(own(object, name))}, before ${created.name} (${shown(own(object, created.name))})`,
      );
  }
  lintSpans(
    place,
    moments.map(({ name }) => name),
  );
  lintStates(place);
}

function lintSpans(place: Place, names: readonly string[]): void {
  const { object } = place;
  for (const [begin, end] of spansAmong(names)) {
    const [from, to] = [momentOf(own(object, begin)), momentOf(own(object, end))];
    if (from === undefined || to === undefined) continue;
    if (from > to)
      place.find(
        "order",
        end,
        `is ${shown(own(object, end))}, before ${begin} (${shown(own(object, begin))})`,
      );
    const member = durationMember(Object.keys(object));
    const told = own(object, member?.name ?? "") ?? null;
    const count = Number(told);
    if (!member || told === null || Number.isNaN(count) || from > to) continue;
    if (Math.abs(count - (to - from) / member.unit) > 1)
      place.find("duration", member.name, `is ${count}, which is not the time from ${begin} to ${end}`);
  }
}

function lintStates(place: Place): void {
  const { object, state } = place;
  if (state === undefined) return;
  for (const [name, value] of Object.entries(object)) {
    if (roleOf(name) !== "past" || momentForm(name, place.schemaOf(name)) === undefined) continue;
    if (value === null && happening(name) === state)
      place.find("state", name, `is null, though the state is '${state}'`);
    if (momentOf(value) !== undefined && hasHappened(name, state) === false && place.mayBeAbsent(name))
      place.find("state", name, `is ${shown(value)}, though the state is '${state}'`);
  }
}
