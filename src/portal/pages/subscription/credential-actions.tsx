// Regenerate and Rotate Secret, beside each other on a credential card.
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import type { Secret } from "../../components/secret-once.tsx";
import { KEY_ACTIONS, useKeyAction } from "../settings/keys/use-key-action.ts";

const OFFERED = ["regenerate", "rotate"] as const;

export function CredentialActions({
  api,
  row,
  onSecret,
}: {
  api: string;
  row: Schemas["Key"];
  onSecret: (secret: Secret) => void;
}) {
  const [asked, setAsked] = useState<(typeof OFFERED)[number]>();
  const acting = useKeyAction(api, row, (rawKey) => {
    setAsked(undefined);
    if (rawKey !== undefined) onSecret({ title: row.name, value: rawKey });
  });
  const chosen = asked && KEY_ACTIONS[asked];
  return (
    <Group gap="xs" justify="flex-end">
      {OFFERED.map((action) => (
        <Button key={action} size="xs" variant="default" onClick={() => setAsked(action)}>
          {KEY_ACTIONS[action].label}
        </Button>
      ))}
      <ConfirmDialog
        title={chosen?.label ?? ""}
        isOpen={chosen !== undefined}
        confirm={chosen?.label ?? ""}
        isDangerous={asked === "regenerate"}
        isPending={acting.isPending}
        error={acting.error}
        onConfirm={() => asked && acting.mutate(asked)}
        onClose={() => setAsked(undefined)}
      >
        <Text size="sm">{chosen?.about}</Text>
      </ConfirmDialog>
    </Group>
  );
}
