// The schedule by which a sandbox resets itself: as it stands, set anew, or ended.
import { Button, Card, Code, Group, NativeSelect, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { everyInWords } from "#lib/interval-words.ts";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Asked } from "../../../components/asked.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";

type Schedule = Schemas["ResetSchedule"];

const CRON = "cron";
const INTERVALS = [3600, 21_600, 43_200, 86_400, 604_800];
const CHOICES = [
  ...INTERVALS.map((seconds) => ({ value: String(seconds), label: everyInWords(seconds) })),
  { value: CRON, label: "by a cron expression" },
];

export function ScheduleCard({ sandbox, api }: { sandbox: string; api: string }) {
  const params = { path: { sandbox, api } };
  const key = ["reset schedule", sandbox, api];
  const schedule = useQuery({
    queryKey: key,
    queryFn: async () =>
      (await answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}/reset-schedule", { params }))).schedule,
  });
  const ending = useChange(
    () => answerOf(platform.DELETE("/api/v1/sandboxes/{sandbox}/{api}/reset-schedule", { params })),
    [key],
  );
  const setting = useChange(
    (body: { cron: string } | { everySeconds: number }) =>
      answerOf(platform.PUT("/api/v1/sandboxes/{sandbox}/{api}/reset-schedule", { params, body })),
    [key],
  );
  return (
    <Card component="section" aria-labelledby="schedule">
      <Stack>
        <div>
          <Title order={2} size="h4" id="schedule">
            Reset by itself
          </Title>
          <Text size="sm" c="dimmed">
            So that what it holds is never stale. Each reset can be undone as any other; keys and endpoints
            stay.
          </Text>
        </div>
        <Asked query={schedule}>
          {(known) =>
            known === null ? (
              <Text>It does not reset itself.</Text>
            ) : (
              <Group justify="space-between">
                <ScheduleWords schedule={known} />
                <Button
                  variant="default"
                  size="xs"
                  loading={ending.isPending}
                  onClick={() => ending.mutate(undefined)}
                >
                  End the schedule
                </Button>
              </Group>
            )
          }
        </Asked>
        <ScheduleForm isPending={setting.isPending} onSet={setting.mutate} />
        <Refused error={setting.error ?? ending.error} />
      </Stack>
    </Card>
  );
}

const ScheduleWords = ({ schedule: { cron, everySeconds, nextAt } }: { schedule: Schedule }) => (
  <Text role="status">
    It resets itself {cron === null ? everyInWords(everySeconds ?? 0) : <>by {<Code>{cron}</Code>} (UTC)</>},
    next at <Moment at={nextAt} />.
  </Text>
);

function ScheduleForm({
  isPending,
  onSet,
}: {
  isPending: boolean;
  onSet: (rule: { cron: string } | { everySeconds: number }) => void;
}) {
  const [choice, setChoice] = useState("86400");
  const [cron, setCron] = useState("0 3 * * *");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSet(choice === CRON ? { cron } : { everySeconds: Number(choice) });
      }}
    >
      <Group align="flex-end">
        <NativeSelect
          label="How often"
          data={CHOICES}
          value={choice}
          onChange={(event) => setChoice(event.currentTarget.value)}
        />
        {choice === CRON ? (
          <TextInput
            label="Cron expression"
            description="Five fields, in UTC"
            value={cron}
            onChange={(event) => setCron(event.currentTarget.value)}
          />
        ) : null}
        <Button type="submit" variant="default" loading={isPending}>
          Set the schedule
        </Button>
      </Group>
    </form>
  );
}
