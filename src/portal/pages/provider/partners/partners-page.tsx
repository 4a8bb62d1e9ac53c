// Who integrates with the API, and who is stuck where: partners by phase, those longest in it first.
import { Anchor, Badge, Button, Card, Group, Progress, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { Loading } from "../../../components/loading.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";
import { PHASES } from "../../subscription/phases.ts";
import { counted } from "../../../components/counted.ts";

const route = getRouteApi("/signed-in/provider/$api/partners");
type Partner = Schemas["PartnerRow"];
const PAGE_ROWS = 200;
const DAY_MS = 86_400_000;

export function PartnersPage() {
  const { api } = route.useParams();
  const { phase } = route.useSearch();
  const partners = useInfiniteQuery({
    queryKey: ["partners", api],
    queryFn: async ({ pageParam: after }) =>
      (
        await answerOf(
          platform.GET("/api/v1/apis/{slug}/partners", {
            params: {
              path: { slug: api },
              query: { limit: PAGE_ROWS, ...(after === undefined ? {} : { after }) },
            },
          }),
        )
      ).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < PAGE_ROWS ? undefined : page.at(-1)?.partner.id),
  });
  const list = (partners.data?.pages.flat() ?? []).toSorted((a, b) => inPhaseSince(a) - inPhaseSince(b));
  if (partners.error) return <Refused error={partners.error} />;
  if (partners.isPending) return <Loading />;
  if (list.length === 0)
    return (
      <EmptyState title="No partner yet">
        Whoever opens a sandbox of this API stands here, with how far they are. Make it unlisted or public,
        and send them its page.
      </EmptyState>
    );
  const shown = phase === undefined ? list : list.filter((one) => one.phase === phase);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {(["sandbox", "in_review", "production"] as const).map((one) => (
          <PhaseCard
            key={one}
            api={api}
            phase={one}
            count={list.filter((partner) => partner.phase === one).length}
            all={list.length}
            isChosen={phase === one}
          />
        ))}
      </SimpleGrid>
      <Partners api={api} partners={shown} />
      {partners.hasNextPage ? (
        <Button
          variant="default"
          loading={partners.isFetchingNextPage}
          onClick={() => void partners.fetchNextPage()}
        >
          More partners
        </Button>
      ) : null}
    </Stack>
  );
}

const inPhaseSince = ({ updatedAt, since }: Partner): number => Date.parse(updatedAt ?? since);

const PhaseCard = ({
  api,
  phase,
  count,
  all,
  isChosen,
}: {
  api: string;
  phase: Partner["phase"];
  count: number;
  all: number;
  isChosen: boolean;
}) => (
  <Card padding="md">
    <Group justify="space-between">
      <Anchor
        fw={550}
        renderRoot={(props) => (
          <Link to="/provider/$api/partners" params={{ api }} search={isChosen ? {} : { phase }} {...props} />
        )}
      >
        {isChosen ? "All partners" : PHASES[phase]}
      </Anchor>
      <Text fw={650}>{count}</Text>
    </Group>
    <Progress value={(count / all) * 100} aria-label={`Partners in ${PHASES[phase]}`} mt="xs" />
  </Card>
);

const Partners = ({ api, partners }: { api: string; partners: readonly Partner[] }) => (
  <DataTable
    label="Partners"
    columns={["Partner", "Phase", "In it for", "Plan", "Proofs", "Calls this month", "Last call"]}
    minWidth={860}
  >
    {partners.map((one) => (
      <Table.Tr key={one.partner.id}>
        <Table.Td>
          <Anchor
            dir="auto"
            fw={550}
            renderRoot={(props) => (
              <Link
                to="/provider/$api/partners/$partner"
                params={{ api, partner: one.partner.id }}
                {...props}
              />
            )}
          >
            {one.partner.name}
          </Anchor>
        </Table.Td>
        <Table.Td>{PHASES[one.phase]}</Table.Td>
        <Table.Td>{daysText(Date.now() - inPhaseSince(one))}</Table.Td>
        <Table.Td>
          {one.plan} {one.paid ? <Badge color="green">paid</Badge> : null}
        </Table.Td>
        <Table.Td>{one.facts}</Table.Td>
        <Table.Td>{one.calls.toLocaleString()}</Table.Td>
        <Table.Td style={{ whiteSpace: "nowrap" }}>
          {one.lastCallAt === null ? "Never" : <Moment at={one.lastCallAt} />}
        </Table.Td>
      </Table.Tr>
    ))}
  </DataTable>
);

function daysText(age: number): string {
  const days = Math.floor(age / DAY_MS);
  return days === 0 ? "less than a day" : counted(days, "day");
}
