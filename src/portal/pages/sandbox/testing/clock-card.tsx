// The clock of a sandbox: moved on, frozen, and what became due on the way.
import { Button, Card, Group, List, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Asked } from "../../../components/asked.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";

const STEPS = [
  { by: "PT1H", label: "1 hour" },
  { by: "P1D", label: "1 day" },
  { by: "P30D", label: "30 days" },
];

export function ClockCard({ sandbox, api }: { sandbox: string; api: string }) {
  const params = { path: { sandbox, api } };
  const clock = useQuery({
    queryKey: ["armed", sandbox, api, "clock"],
    queryFn: () => answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}/clock", { params })),
  });
  const moving = useChange(
    (body: { by?: string; frozen?: boolean }) =>
      answerOf(platform.POST("/api/v1/sandboxes/{sandbox}/{api}/clock", { params, body })),
    [
      ["armed", sandbox, api],
      ["log", sandbox, api],
      ["deliveries", sandbox, api],
    ],
  );
  return (
    <Card component="section" aria-labelledby="clock">
      <Title order={2} size="h4" id="clock" mb="xs">
        Clock
      </Title>
      <Asked query={clock}>
        {({ now, frozen }) => (
          <>
            <Text>
              Here it is <Moment at={now} />
              {frozen ? ", and frozen" : ""}.
            </Text>
            <Group gap="xs" mt="sm">
              {STEPS.map(({ by, label }) => (
                <Button
                  key={by}
                  size="xs"
                  variant="default"
                  disabled={moving.isPending}
                  onClick={() => moving.mutate({ by })}
                >
                  Move on {label}
                </Button>
              ))}
              <Button size="xs" variant="default" onClick={() => moving.mutate({ frozen: !frozen })}>
                {frozen ? "Let it run" : "Freeze"}
              </Button>
            </Group>
          </>
        )}
      </Asked>
      {moving.data ? (
        <List size="sm" mt="sm" aria-label="What became due">
          {moving.data.fired.map(({ at, resource, id, from, to }) => (
            <List.Item key={`${resource} ${id} ${at}`}>
              {resource} {id}: {from} → {to}
            </List.Item>
          ))}
          {moving.data.fired.length === 0 ? <List.Item>Nothing became due.</List.Item> : null}
        </List>
      ) : null}
      <Refused error={moving.error} />
    </Card>
  );
}
