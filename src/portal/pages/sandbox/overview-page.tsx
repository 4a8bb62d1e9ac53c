// One sandbox at a glance: where it is, what is in it, how it is used.
import { Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { answerOf, platform } from "../../api/client.ts";
import { tenantQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { SeriesCharts } from "../../components/chart/series-charts.tsx";
import { CopyLine } from "../../components/copy-line.tsx";
import { Fact } from "../../components/fact.tsx";
import { Moment } from "../../components/moment.tsx";
import { LogTable } from "./requests/log-table.tsx";
import { logQuery } from "./requests/log-query.ts";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api");
const RECENT = 8;

export function OverviewPage() {
  const { sandbox, api } = route.useParams();
  const tenant = useQuery(tenantQuery(sandbox, api));
  const recent = useQuery(logQuery(sandbox, api, { limit: RECENT }));
  const metrics = useQuery({
    queryKey: ["metrics", sandbox, api],
    queryFn: () =>
      answerOf(
        platform.GET("/api/v1/sandboxes/{sandbox}/{api}/metrics", { params: { path: { sandbox, api } } }),
      ),
  });
  return (
    <Asked query={tenant}>
      {({ records, seed, sandboxPath, release }) => (
        <Stack gap="lg">
          <Card>
            <SimpleGrid cols={{ base: 2, sm: 4 }} mb="md">
              <Fact name="Records">{records}</Fact>
              <Fact name="Seeded">
                {seed.profile}, <Moment at={seed.seededAt} />
              </Fact>
              <Fact name="Calls in 24 hours">{metrics.data?.calls ?? "–"}</Fact>
              <Fact name="Median answer">
                {metrics.data?.durationMs.p50 == null ? "–" : `${Math.round(metrics.data.durationMs.p50)} ms`}
              </Fact>
            </SimpleGrid>
            <Text size="sm" c="dimmed" mb={4}>
              Base URL
            </Text>
            <CopyLine text={`${location.origin}${sandboxPath}`} label="the base URL" />
            <Text size="xs" c="dimmed" mt="xs">
              Release {release.slice(0, 12)}
            </Text>
          </Card>
          <SeriesCharts
            name={[sandbox, api]}
            note="From the log, which holds the latest 2,000 calls."
            ask={(query) =>
              answerOf(
                platform.GET("/api/v1/sandboxes/{sandbox}/{api}/series", {
                  params: { path: { sandbox, api }, query },
                }),
              )
            }
          />
          <section aria-labelledby="recent">
            <Group mb="sm">
              <Title order={2} size="h4" id="recent">
                Recent requests
              </Title>
            </Group>
            <Asked query={recent}>{(rows) => <LogTable sandbox={sandbox} api={api} rows={rows} />}</Asked>
          </section>
        </Stack>
      )}
    </Asked>
  );
}
