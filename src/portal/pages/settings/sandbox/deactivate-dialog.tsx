// Deactivating a sandbox, after saying what ends and what is kept.
import { List, Text } from "@mantine/core";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { counted } from "../../../components/counted.ts";

export function DeactivateDialog({
  api,
  isOpen,
  keyCount,
  records,
  onClose,
  onDeactivated,
}: {
  api: string;
  isOpen: boolean;
  keyCount: number;
  records: number | undefined;
  onClose: () => void;
  onDeactivated: (ended: Schemas["Deactivated"]) => void;
}) {
  const ending = useChange(
    () =>
      answerOf(
        platform.POST("/api/v1/settings/api-access/sandbox/deactivate", { params: { query: { api } } }),
      ),
    [["lifecycle", api], ["keys"], ["tenant"], ["sandboxes"]],
    (ended) => {
      onDeactivated(ended);
      onClose();
    },
  );
  return (
    <ConfirmDialog
      title="Deactivate sandbox"
      isOpen={isOpen}
      confirm="Deactivate sandbox"
      isPending={ending.isPending}
      error={ending.error}
      onConfirm={() => ending.mutate(undefined)}
      onClose={onClose}
    >
      <Text size="sm">Deactivation revokes all test API keys and stops billing:</Text>
      <List size="sm">
        <List.Item>{counted(keyCount, "test key stops", "test keys stop")} working at once</List.Item>
        <List.Item>
          {records === undefined ? "All records are" : counted(records, "record is", "records are")} kept for
          30 days, then deleted
        </List.Item>
        <List.Item>Live keys are not affected</List.Item>
      </List>
    </ConfirmDialog>
  );
}
