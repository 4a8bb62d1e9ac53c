// Logged calls: what was asked, how it was answered, and why.
import { Anchor, Code, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../../api/client.ts";
import { EmptyState } from "../../../components/empty-state.tsx";
import { Moment } from "../../../components/moment.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { DataTable } from "../../../components/data-table.tsx";

export function LogTable({
  sandbox,
  api,
  rows,
}: {
  sandbox: string;
  api: string;
  rows: Schemas["LogRow"][];
}) {
  if (rows.length === 0)
    return (
      <EmptyState title="No requests here">
        Call the API with a test key: every call stands here at once, with the reason for its answer.
      </EmptyState>
    );
  return (
    <DataTable label="Requests" columns={["Status", "Request", "Why", "When"]}>
      {rows.map(({ id, seq, status, method, path, why, at }) => (
        <Table.Tr key={seq}>
          <Table.Td>
            <StatusBadge status={status} />
          </Table.Td>
          <Table.Td>
            <Anchor
              renderRoot={(props) => (
                <Link
                  to="/sandboxes/$sandbox/$api/requests/$request"
                  params={{ sandbox, api, request: id }}
                  {...props}
                />
              )}
            >
              <Code bg="transparent" c="inherit">
                {method} {path}
              </Code>
            </Anchor>
          </Table.Td>
          <Table.Td>
            <Text size="sm" c="dimmed">
              {why}
            </Text>
          </Table.Td>
          <Table.Td style={{ whiteSpace: "nowrap" }}>
            <Moment at={at} />
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}
