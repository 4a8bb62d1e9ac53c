// Asks before something that cannot simply be taken back; says in numbers what will happen.
import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Refused } from "./refused.tsx";

export function ConfirmDialog({
  title,
  isOpen,
  confirm,
  isDangerous = true,
  isPending,
  error,
  children,
  onConfirm,
  onClose,
}: {
  title: string;
  isOpen: boolean;
  confirm: string;
  isDangerous?: boolean;
  isPending: boolean;
  error: Error | null;
  children: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        {children}
        <Refused error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button {...(isDangerous ? { color: "red" } : {})} loading={isPending} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
