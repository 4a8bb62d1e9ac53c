// Gives an endpoint another secret: shown once, and for a day deliveries are signed with both.
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { type Secret, SecretOnce } from "../../../components/secret-once.tsx";

export function RotateButton({ webhook }: { webhook: string }) {
  const [isAsking, setAsking] = useState(false);
  const [secret, setSecret] = useState<Secret>();
  const rotating = useChange(
    () =>
      answerOf(
        platform.POST("/api/v1/organisation/webhooks/{webhook}/rotate", {
          params: { path: { webhook } },
          body: {},
        }),
      ),
    [],
    (made) => {
      setAsking(false);
      setSecret({ title: "New signing secret", value: made.secret });
    },
  );
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsking(true)}>
        Rotate secret
      </Button>
      <ConfirmDialog
        title="Rotate the secret"
        isOpen={isAsking}
        confirm="Make another secret"
        isDangerous={false}
        isPending={rotating.isPending}
        error={rotating.error}
        onConfirm={() => rotating.mutate(undefined)}
        onClose={() => setAsking(false)}
      >
        <Text size="sm">
          The new secret is shown once. For a day deliveries are signed with both, so that the receiver can
          change over; after that the old one is void.
        </Text>
      </ConfirmDialog>
      <SecretOnce secret={secret} onSaved={() => setSecret(undefined)} />
    </>
  );
}
