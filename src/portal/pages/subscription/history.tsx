// What happened to a subscription, newest first.
import { Card, Text, Timeline, Title } from "@mantine/core";
import type { Schemas } from "../../api/client.ts";
import { Moment } from "../../components/moment.tsx";

export const History = ({ entries }: { entries: Schemas["Subscription"]["history"] }) =>
  entries.length === 0 ? null : (
    <Card component="section" aria-labelledby="history">
      <Title order={2} size="h4" id="history" mb="md">
        History
      </Title>
      <Timeline bulletSize={14} lineWidth={2}>
        {entries.map(({ at, action, notes }) => (
          <Timeline.Item key={`${at} ${action}`} title={action.replaceAll("_", " ")}>
            {notes === null ? null : (
              <Text size="sm" dir="auto">
                {notes}
              </Text>
            )}
            <Text size="xs" c="dimmed">
              <Moment at={at} />
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Card>
  );
