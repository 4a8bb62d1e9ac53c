// Everything that makes this sandbox behave otherwise than by itself, in view on each of its pages, with a way to end all of it.
import { Alert, Button, Group, List } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Refused } from "../../../components/refused.tsx";
import { armedQuery } from "./armed-query.ts";
import { useDisarm } from "./use-disarm.ts";

export function ArmedBar({ sandbox, api }: { sandbox: string; api: string }) {
  const { data: armed } = useQuery(armedQuery(sandbox, api));
  const disarming = useDisarm(sandbox, api);
  if (!armed || armed.lines.length === 0) return null;
  return (
    <Alert color="orange" title="Armed in this sandbox" mb="lg" role="status">
      <Group justify="space-between" align="flex-end">
        <List size="sm">
          {armed.lines.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
        <Button
          size="xs"
          variant="default"
          loading={disarming.isPending}
          onClick={() => disarming.mutate(armed)}
        >
          Disarm all
        </Button>
      </Group>
      <Refused error={disarming.error} />
    </Alert>
  );
}
