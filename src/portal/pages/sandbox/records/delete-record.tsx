// Asks before a record is deleted.
import { Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { touchedBy } from "./records-query.ts";

export function DeleteRecord({
  sandbox,
  api,
  record: { resource, id, parent },
  isOpen,
  onClose,
}: {
  sandbox: string;
  api: string;
  record: Schemas["Record"];
  isOpen: boolean;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const deleting = useChange(
    () =>
      answerOf(
        platform.DELETE("/api/v1/sandboxes/{sandbox}/{api}/records/{resource}/{record}", {
          params: { path: { sandbox, api, resource, record: id }, query: { parent } },
        }),
      ),
    touchedBy(sandbox, api),
    () =>
      void navigate({
        to: "/sandboxes/$sandbox/$api/records/$resource",
        params: { sandbox, api, resource },
      }),
  );
  return (
    <ConfirmDialog
      title="Delete this record"
      isOpen={isOpen}
      confirm="Delete record"
      isPending={deleting.isPending}
      error={deleting.error}
      onConfirm={() => deleting.mutate(undefined)}
      onClose={onClose}
    >
      <Text size="sm">
        {resource} {id} and the records below it are deleted. No webhook tells of it; the log keeps what was
        there.
      </Text>
    </ConfirmDialog>
  );
}
