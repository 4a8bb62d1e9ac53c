// A secret that is shown once. It closes only by the button that says it is saved.
import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import { CopyLine } from "./copy-line.tsx";

export type Secret = { title: string; value: string; hint?: string };

export function SecretOnce({ secret, onSaved }: { secret: Secret | undefined; onSaved: () => void }) {
  return (
    <Modal
      opened={secret !== undefined}
      onClose={() => undefined}
      title={secret?.title}
      size="lg"
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <Stack>
        <Alert color="orange" title="Save this: it is shown only once">
          Nobody can show it again. If it is lost, regenerate it.
        </Alert>
        {secret === undefined ? null : <CopyLine text={secret.value} label={secret.title} />}
        {secret?.hint === undefined ? null : <Text size="sm">{secret.hint}</Text>}
        <Button onClick={onSaved} data-autofocus>
          I have saved it
        </Button>
      </Stack>
    </Modal>
  );
}
