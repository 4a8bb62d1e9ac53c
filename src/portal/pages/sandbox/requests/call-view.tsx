// A logged call, whole: why it was answered so, what it changed, what would be legal now, and what was on the wire.
import { Anchor, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schemas } from "../../../api/client.ts";
import { Moment } from "../../../components/moment.tsx";
import { Changes } from "./changes.tsx";
import { LegalMoves } from "./legal-moves.tsx";
import { Message, type Wire } from "./message.tsx";
import { StatusBadge } from "./status-badge.tsx";

type Call = Omit<Schemas["LoggedCall"], "request" | "response"> & { request: Wire; response: Wire };

export const CallView = ({
  call,
  help = null,
  actions,
}: {
  call: Call;
  help?: string | null;
  actions?: ReactNode;
}) => (
  <Stack gap="lg">
    <Group justify="space-between">
      <Group gap="sm">
        <StatusBadge status={call.status} />
        <Title order={2} size="h3">
          <Code fz="inherit">
            {call.method} {call.path}
          </Code>
        </Title>
      </Group>
      <Group gap="sm">{actions}</Group>
    </Group>
    <Card component="section" aria-labelledby="why">
      <Title order={3} size="h4" id="why" mb="xs">
        Why it was answered so
      </Title>
      <Text>{call.why}</Text>
      <Text size="sm" c="dimmed" mt="xs">
        {call.operation ?? "No operation"} · <Moment at={call.at} /> · {Math.round(call.duration)} ms ·{" "}
        <Code>{call.id}</Code>
      </Text>
      {help === null ? null : (
        <Anchor size="sm" href={help}>
          About this scenario
        </Anchor>
      )}
    </Card>
    <Changes changes={call.changes} />
    <LegalMoves moves={call.legalNow} />
    <Message title="Request" message={call.request} />
    <Message title="Answer" message={call.response} />
  </Stack>
);
