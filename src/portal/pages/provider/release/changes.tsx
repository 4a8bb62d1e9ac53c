// What changes for a client between two releases; what breaks one is marked and comes first.
import { Badge, Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../../../api/client.ts";
import { DataTable } from "../../../components/data-table.tsx";

const SHOWN = 50;

export function Changes({ list }: { list: NonNullable<Schemas["ReleasePreview"]["preview"]>["changes"] }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? list : list.slice(0, SHOWN);
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Changes
      </Title>
      {list.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing changes for a client.
        </Text>
      ) : (
        <DataTable label="Changes" columns={["For clients", "Where", "What"]} minWidth={520}>
          {shown.map(({ breaking, at, what }) => (
            <Table.Tr key={`${at} ${what}`}>
              <Table.Td>
                <Badge color={breaking ? "red" : "green"}>{breaking ? "Breaking" : "Compatible"}</Badge>
              </Table.Td>
              <Table.Td ff="monospace" fz="sm" style={{ overflowWrap: "anywhere" }}>
                {at}
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      )}
      {shown.length === list.length ? null : (
        <Group>
          <Button variant="default" size="xs" onClick={() => setWhole(true)}>
            Show all {list.length} changes
          </Button>
        </Group>
      )}
    </Stack>
  );
}
