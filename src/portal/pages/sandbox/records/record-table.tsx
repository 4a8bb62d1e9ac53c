// A page of records: their ids, their states, and what fits a line of the rest.
import { Anchor, Badge, Code, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../../api/client.ts";
import { Moment } from "../../../components/moment.tsx";
import { DataTable } from "../../../components/data-table.tsx";

export const RecordTable = ({
  sandbox,
  api,
  rows,
}: {
  sandbox: string;
  api: string;
  rows: Schemas["Record"][];
}) => (
  <DataTable label="Records" columns={["Id", "State", "Members", "Changed"]}>
    {rows.map((row) => (
      <Table.Tr key={`${row.parent} ${row.id}`}>
        <Table.Td>
          <Anchor
            renderRoot={(props) => (
              <Link
                to="/sandboxes/$sandbox/$api/records/$resource/$record"
                params={{ sandbox, api, resource: row.resource, record: row.id }}
                search={row.parent === "" ? {} : { parent: row.parent }}
                {...props}
              />
            )}
          >
            <Code bg="transparent" c="inherit">
              {row.id}
            </Code>
          </Anchor>
        </Table.Td>
        <Table.Td>{row.state === null ? null : <Badge color="gray">{row.state}</Badge>}</Table.Td>
        <Table.Td>
          <Text size="sm" c="dimmed" lineClamp={1} dir="auto" style={{ overflowWrap: "anywhere" }}>
            {summaryOf(row)}
          </Text>
        </Table.Td>
        <Table.Td style={{ whiteSpace: "nowrap" }}>
          <Moment at={row.updatedAt} />
        </Table.Td>
      </Table.Tr>
    ))}
  </DataTable>
);

const SHOWN_MEMBERS = 4;
const SHOWN_CHARS = 60;

/** The first members that are plain values, without what other columns show. */
const summaryOf = ({ id, state, doc }: Schemas["Record"]): string =>
  Object.entries(doc)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .filter(([, value]) => value !== id && value !== state && value !== "")
    .slice(0, SHOWN_MEMBERS)
    .map(([name, value]) => `${name}: ${String(value).slice(0, SHOWN_CHARS)}`)
    .join(" · ");
