// Releases of an API: the names that point at them, what changed between two, and calls replayed against one.
import { Badge, Button, Group, Stack, Table } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { Asked } from "../../../components/asked.tsx";
import { DataTable } from "../../../components/data-table.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Comparison } from "./comparison.tsx";
import { Rehearsal } from "./rehearsal.tsx";
import { ReleaseActions } from "./release-actions.tsx";

const route = getRouteApi("/signed-in/provider/$api/releases");
const PAGE_ROWS = 20;
type Release = Schemas["ReleaseRow"];

export function ReleasesPage() {
  const { api } = route.useParams();
  const { before, from, to } = route.useSearch();
  const query = { limit: PAGE_ROWS, ...(before === undefined ? {} : { before }) };
  const releases = useQuery({
    queryKey: ["releases", api, query],
    queryFn: async () =>
      (
        await answerOf(
          platform.GET("/api/v1/apis/{slug}/releases", { params: { path: { slug: api }, query } }),
        )
      ).data,
    placeholderData: keepPreviousData,
  });
  return (
    <Asked query={releases}>
      {(list) => (
        <Stack gap="lg">
          <Stack gap="sm">
            <Releases api={api} releases={list} />
            <Pages
              api={api}
              isFirst={before === undefined}
              last={list.length < PAGE_ROWS ? undefined : list.at(-1)}
            />
          </Stack>
          <Comparison api={api} releases={list} from={from} to={to} />
          <Rehearsal api={api} releases={list} />
        </Stack>
      )}
    </Asked>
  );
}

const Releases = ({ api, releases }: { api: string; releases: readonly Release[] }) => (
  <DataTable
    label="Releases"
    columns={["Release", "Version", "Published", "Names"]}
    hasActions
    minWidth={720}
  >
    {releases.map((one) => (
      <Table.Tr key={one.release}>
        <Table.Td ff="monospace">{one.release.slice(0, 12)}</Table.Td>
        <Table.Td>{one.version}</Table.Td>
        <Table.Td>
          <Moment at={one.createdAt} />
        </Table.Td>
        <Table.Td>
          <Group gap={4}>
            {one.aliases.map((alias) => (
              <Badge key={alias} color="cyan">
                {alias}
              </Badge>
            ))}
            {one.deprecatedAt === null ? null : <Badge color="orange">deprecated</Badge>}
          </Group>
        </Table.Td>
        <Table.Td>
          <ReleaseActions api={api} release={one} />
        </Table.Td>
      </Table.Tr>
    ))}
  </DataTable>
);

const Pages = ({ api, isFirst, last }: { api: string; isFirst: boolean; last: Release | undefined }) => (
  <Group justify="flex-end" component="nav" aria-label="Pages">
    {isFirst ? null : (
      <Button
        variant="default"
        renderRoot={(props) => <Link to="/provider/$api/releases" params={{ api }} {...props} />}
      >
        Latest
      </Button>
    )}
    {last === undefined ? null : (
      <Button
        variant="default"
        renderRoot={(props) => (
          <Link
            to="/provider/$api/releases"
            params={{ api }}
            search={{ before: last.createdAt }}
            {...props}
          />
        )}
      >
        Older
      </Button>
    )}
  </Group>
);
