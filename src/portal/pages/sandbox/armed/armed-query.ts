// Faults, rate overrides and a clock that is not the real one: what is armed in a sandbox.
import { queryOptions } from "@tanstack/react-query";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { counted } from "../../../components/counted.ts";

export type Armed = { faults: string[]; rateOverrides: string[]; isFrozen: boolean; lines: string[] };

export const armedQuery = (sandbox: string, api: string) =>
  queryOptions({
    queryKey: ["armed", sandbox, api],
    queryFn: async (): Promise<Armed> => {
      const params = { path: { sandbox, api } };
      const [faults, overrides, clock] = await Promise.all([
        answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}/faults", { params })),
        answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}/rate-overrides", { params })),
        answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}/clock", { params })),
      ]);
      return {
        faults: faults.data.map(({ id }) => id),
        rateOverrides: overrides.data.map(({ key }) => key),
        isFrozen: clock.frozen,
        lines: [
          ...faults.data.map(faultLine),
          ...overrides.data.map(
            ({ limit, window }) => `Rate limit: ${counted(limit, "call")} in ${counted(window, "second")}`,
          ),
          ...clockLines(clock),
        ],
      };
    },
    refetchInterval: 10_000,
  });

function faultLine({ match, effect, remaining }: Schemas["Fault"]): string {
  const effects = (Array.isArray(effect) ? effect : [effect]).map((one) =>
    "scenario" in one ? one.scenario : JSON.stringify(one),
  );
  const where = match.operation ?? match.resource ?? match.event ?? "every call";
  return `Fault: ${effects.join(", then ")} on ${where}, ${remaining} more`;
}

const clockLines = ({ frozen, aheadSeconds }: Schemas["Clock"]): string[] => [
  ...(frozen ? ["Clock: frozen"] : []),
  ...(aheadSeconds === 0 ? [] : [`Clock: ${duration(aheadSeconds)} ahead of real time`]),
];

function duration(seconds: number): string {
  if (seconds >= 172_800) return `${Math.round(seconds / 86_400)} days`;
  if (seconds >= 7200) return `${Math.round(seconds / 3600)} hours`;
  return seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${seconds} seconds`;
}
