// One endpoint: its state, a test of it with advice, and its changes.
import { Badge, Button, Group, Paper, Stack, Text } from "@mantine/core";
import type { Schemas } from "../../../api/client.ts";
import { Refused } from "../../../components/refused.tsx";
import { EndpointTestResult } from "./endpoint-test-result.tsx";
import { useEndpoint } from "./use-endpoint.ts";

export function EndpointRow({
  sandbox,
  api,
  endpoint,
  onSecret,
}: {
  sandbox: string;
  api: string;
  endpoint: Schemas["Endpoint"];
  onSecret: (secret: string) => void;
}) {
  const { change, rotate, remove, test } = useEndpoint(sandbox, api, endpoint.id, onSecret);
  const { active, url, events, disabled } = endpoint;
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Group gap="sm">
          <Text fw={550} style={{ overflowWrap: "anywhere" }}>
            {url}
          </Text>
          <Badge color={active ? "green" : "orange"}>{active ? "Active" : "Paused"}</Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {events.length === 0 ? "Every event" : events.join(", ")}
          {disabled === null ? "" : ` · ${disabled}`}
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate(undefined)}>
            Test endpoint
          </Button>
          <Button size="xs" variant="default" onClick={() => change.mutate({ active: !active })}>
            {active ? "Pause" : "Go on"}
          </Button>
          <Button size="xs" variant="default" onClick={() => rotate.mutate(undefined)}>
            Rotate secret
          </Button>
          <Button size="xs" variant="default" onClick={() => remove.mutate(undefined)}>
            Delete
          </Button>
        </Group>
        {test.data ? <EndpointTestResult result={test.data} /> : null}
        <Refused error={change.error ?? rotate.error ?? remove.error ?? test.error} />
      </Stack>
    </Paper>
  );
}
