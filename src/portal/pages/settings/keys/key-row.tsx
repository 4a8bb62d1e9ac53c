// One key: how it begins and ends, what it may do, and what can be done with it.
import { ActionIcon, Badge, Code, Menu, Table, Text } from "@mantine/core";
import IconDots from "@tabler/icons-react/icons/IconDots";
import { useState } from "react";
import type { Schemas } from "../../../api/client.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { Moment } from "../../../components/moment.tsx";
import type { Secret } from "../../../components/secret-once.tsx";
import { KEY_ACTIONS, type KeyAction, useKeyAction } from "./use-key-action.ts";

export function KeyRow({
  api,
  row,
  onSecret,
}: {
  api: string;
  row: Schemas["Key"];
  onSecret: (secret: Secret) => void;
}) {
  const [asked, setAsked] = useState<KeyAction>();
  const acting = useKeyAction(api, row, (rawKey) => {
    setAsked(undefined);
    if (rawKey !== undefined) onSecret({ title: `API key “${row.name}”`, value: rawKey });
  });
  return (
    <Table.Tr>
      <Table.Td fw={550}>{row.name}</Table.Td>
      <Table.Td>
        <Code>
          {row.start}…{row.last4}
        </Code>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{row.scopes.length === 0 ? "Every operation" : row.scopes.join(", ")}</Text>
      </Table.Td>
      <Table.Td>{row.lastUsedAt === null ? "–" : <Moment at={row.lastUsedAt} />}</Table.Td>
      <Table.Td>
        <KeyState row={row} />
      </Table.Td>
      <Table.Td ta="end">
        {row.revoked ? null : (
          <Menu position="bottom-end" width={210}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${row.name}`}>
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {Object.entries(KEY_ACTIONS).map(([action, { label }]) => (
                <Menu.Item key={action} onClick={() => setAsked(action as KeyAction)}>
                  {label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        <ConfirmDialog
          title={asked ? KEY_ACTIONS[asked].label : ""}
          isOpen={asked !== undefined}
          confirm={asked ? KEY_ACTIONS[asked].label : ""}
          isDangerous={asked !== "rotate"}
          isPending={acting.isPending}
          error={acting.error}
          onConfirm={() => asked && acting.mutate(asked)}
          onClose={() => setAsked(undefined)}
        >
          <Text size="sm" ta="start">
            {asked ? KEY_ACTIONS[asked].about : ""}
          </Text>
        </ConfirmDialog>
      </Table.Td>
    </Table.Tr>
  );
}

function KeyState({ row }: { row: Schemas["Key"] }) {
  if (row.revoked) return <Badge color="gray">Revoked</Badge>;
  if (row.previousUntil !== null)
    return (
      <Text size="sm">
        Old value until <Moment at={row.previousUntil} />
      </Text>
    );
  if (row.expiresAt !== null)
    return (
      <Text size="sm">
        Until <Moment at={row.expiresAt} />
      </Text>
    );
  return <Badge color="green">Works</Badge>;
}
