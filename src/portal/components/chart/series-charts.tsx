// Calls and deliveries over time, of a day, a week or a month.
import { Card, Group, SegmentedControl, SimpleGrid, Text, Title } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { Asked } from "../asked.tsx";
import { BarChart, type Layer } from "./bar-chart.tsx";

type Series = Schemas["Series"];
export type Span = { seconds: number; steps: number };

const SPANS: Readonly<Record<string, Span>> = {
  Day: { seconds: 86_400, steps: 24 },
  Week: { seconds: 7 * 86_400, steps: 28 },
  Month: { seconds: 30 * 86_400, steps: 30 },
};
const DAY: Span = { seconds: 86_400, steps: 24 };

const DONE = "var(--mantine-color-cyan-7)";
const REFUSED = "var(--mantine-color-orange-6)";
const FAILED = "var(--mantine-color-red-7)";
const CALLS: readonly Layer[] = [
  { name: "answered", color: DONE },
  { name: "refused", color: REFUSED },
  { name: "failed", color: FAILED },
];
const DELIVERIES: readonly Layer[] = [
  { name: "delivered", color: DONE },
  { name: "failed for good", color: FAILED },
];

export function SeriesCharts({
  name,
  note,
  ask,
}: {
  /** What the series is of, as part of the query's key. */
  name: readonly string[];
  note: string;
  ask: (span: Span) => Promise<Series>;
}) {
  const [chosen, setChosen] = useState("Day");
  const span = SPANS[chosen] ?? DAY;
  const series = useQuery({
    queryKey: ["series", ...name, span],
    queryFn: () => ask(span),
    placeholderData: keepPreviousData,
  });
  return (
    <Card component="section" aria-labelledby="over-time">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="over-time">
          Over time
        </Title>
        <SegmentedControl
          aria-label="How far back"
          size="xs"
          data={Object.keys(SPANS)}
          value={chosen}
          onChange={setChosen}
        />
      </Group>
      <Asked query={series}>
        {({ points }) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <div>
              <Text fw={550}>Calls</Text>
              <BarChart
                label="Calls"
                layers={CALLS}
                bars={points.map(({ at, calls, refused, failed }) => ({
                  at,
                  values: [calls - refused - failed, refused, failed],
                }))}
              />
            </div>
            <div>
              <Text fw={550}>Webhook deliveries</Text>
              <BarChart
                label="Webhook deliveries"
                layers={DELIVERIES}
                bars={points.map(({ at, delivered, undelivered }) => ({
                  at,
                  values: [delivered, undelivered],
                }))}
              />
            </div>
          </SimpleGrid>
        )}
      </Asked>
      <Text size="xs" c="dimmed" mt="xs">
        {note}
      </Text>
    </Card>
  );
}
