// What the organisation's people and machines did, latest first, a page at a time.
import { Badge, Button, Code, Group, NativeSelect, Stack, Table, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { type Schemas, answerOf, platform } from "../../api/client.ts";
import { membersQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Moment } from "../../components/moment.tsx";
import { DataTable } from "../../components/data-table.tsx";

const route = getRouteApi("/signed-in/organisation/audit");
const PAGE_ROWS = 50;

export function AuditPage() {
  const { before, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const query = { limit: PAGE_ROWS, ...filter, ...(before === undefined ? {} : { before }) };
  const audit = useQuery({
    queryKey: ["audit", query],
    queryFn: async () => (await answerOf(platform.GET("/api/v1/audit", { params: { query } }))).data,
    placeholderData: keepPreviousData,
  });
  const members = useQuery(membersQuery);
  const set = (name: keyof typeof filter, value: string): void => {
    const { [name]: _before, ...others } = filter;
    void navigate({ search: value === "" ? others : { ...others, [name]: value }, replace: true });
  };
  return (
    <Stack>
      <Group align="flex-end">
        <NativeSelect
          label="Mode"
          data={[
            { value: "", label: "Test and live" },
            { value: "test", label: "Test" },
            { value: "live", label: "Live" },
          ]}
          value={filter.mode ?? ""}
          onChange={(event) => set("mode", event.currentTarget.value)}
        />
        <TextInput
          label="Action"
          placeholder="sandbox.activate"
          value={filter.action ?? ""}
          onChange={(event) => set("action", event.currentTarget.value)}
        />
        <TextInput
          label="API"
          placeholder="billing"
          value={filter.api ?? ""}
          onChange={(event) => set("api", event.currentTarget.value)}
        />
        <NativeSelect
          label="By"
          data={[
            { value: "", label: "Everybody" },
            ...(members.data ?? []).map(({ user, name }) => ({ value: user, label: name })),
          ]}
          value={filter.actor ?? ""}
          onChange={(event) => set("actor", event.currentTarget.value)}
        />
      </Group>
      <Asked query={audit}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="Nothing was done">
              Changes to sandboxes, keys, APIs and subscriptions stand here, with who made them.
            </EmptyState>
          ) : (
            <>
              <AuditTable rows={rows} />
              <Group justify="flex-end" component="nav" aria-label="Pages">
                {before === undefined ? null : (
                  <Button
                    variant="default"
                    renderRoot={(props) => <Link to="/organisation/audit" search={filter} {...props} />}
                  >
                    Latest
                  </Button>
                )}
                {rows.length < PAGE_ROWS ? null : (
                  <Button
                    variant="default"
                    renderRoot={(props) => (
                      <Link
                        to="/organisation/audit"
                        search={{ ...filter, before: rows.at(-1)?.id ?? 0 }}
                        {...props}
                      />
                    )}
                  >
                    Older
                  </Button>
                )}
              </Group>
            </>
          )
        }
      </Asked>
    </Stack>
  );
}

const AuditTable = ({ rows }: { rows: Schemas["AuditRow"][] }) => (
  <DataTable label="Audit log" columns={["When", "Action", "Mode", "By", "On"]} minWidth={680}>
    {rows.map(({ id, at, action, mode, actor, actorName, target }) => (
      <Table.Tr key={id}>
        <Table.Td style={{ whiteSpace: "nowrap" }}>
          <Moment at={at} />
        </Table.Td>
        <Table.Td>{action}</Table.Td>
        <Table.Td>
          <Badge color={mode === "test" ? "orange" : "gray"}>{mode}</Badge>
        </Table.Td>
        <Table.Td>
          {actorName === null ? <Code>{actor}</Code> : <bdi title={actor}>{actorName}</bdi>}
        </Table.Td>
        <Table.Td>
          <Code>{target}</Code>
        </Table.Td>
      </Table.Tr>
    ))}
  </DataTable>
);
