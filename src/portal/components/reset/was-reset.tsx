// Says that a sandbox was reset, or a snapshot restored, and takes it back.
import { Alert, Button, Group, Text } from "@mantine/core";
import { answerOf, platform } from "../../api/client.ts";
import { useChange } from "../../api/use-change.ts";
import { Moment } from "../moment.tsx";
import { Refused } from "../refused.tsx";

export function WasReset({
  sandbox,
  api,
  at,
  isRestored = false,
  onUndone,
}: {
  sandbox: string;
  api: string;
  at: string | number;
  /** Its records are a snapshot's, and no fresh ones. */
  isRestored?: boolean;
  onUndone: () => void;
}) {
  const undoing = useChange(
    () =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/undo", {
          params: { path: { sandbox, api } },
        }),
      ),
    [["lifecycle", api], ["tenant"], ["records"]],
    onUndone,
  );
  return (
    <Alert
      color="green"
      title={isRestored ? "The snapshot was restored" : "The sandbox was reset"}
      role="status"
    >
      <Group justify="space-between">
        <Text size="sm">
          <Moment at={at} />. Keys work as before.
        </Text>
        <Button
          size="xs"
          variant="default"
          loading={undoing.isPending}
          onClick={() => undoing.mutate(undefined)}
        >
          {isRestored ? "Undo the restore" : "Undo the reset"}
        </Button>
      </Group>
      <Refused error={undoing.error} />
    </Alert>
  );
}
