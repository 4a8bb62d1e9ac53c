// One API for its provider: who finds it, how true its sandbox is, and what would make it truer.
import { Card, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { answerOf, platform } from "../../../api/client.ts";
import { apisQuery, fidelityQuery } from "../../../api/queries.ts";
import { Asked } from "../../../components/asked.tsx";
import { SeriesCharts } from "../../../components/chart/series-charts.tsx";
import { TierCounts } from "../../visitor/tier-counts.tsx";
import { Fidelity } from "../release/fidelity.tsx";
import { Assumptions } from "./assumptions.tsx";
import { DeleteCard } from "./delete-card.tsx";
import { VisibilityCard } from "./visibility-card.tsx";

const route = getRouteApi("/signed-in/provider/$api/");

export function OverviewPage() {
  const { api } = route.useParams();
  const report = useQuery(fidelityQuery(api));
  const { data: apis } = useQuery(apisQuery);
  const known = apis?.find(({ slug }) => slug === api);
  return (
    <Stack gap="lg">
      <Asked query={report}>
        {({ operations, resources, notices }) => (
          <Card component="section" aria-labelledby="fidelity">
            <Stack>
              <Title order={2} size="h4" id="fidelity">
                Fidelity
              </Title>
              <TierCounts fidelity={countsOf(operations)} />
              {notices.map(({ at, message, hint }) => (
                <Text key={at} size="sm">
                  {at}: {message} {hint}
                </Text>
              ))}
              <Fidelity operations={operations} />
              <Assumptions resources={resources} />
            </Stack>
          </Card>
        )}
      </Asked>
      <SeriesCharts
        name={["api", api]}
        note="Of the 50 sandboxes that were called last, each with its latest 2,000 calls."
        ask={(query) =>
          answerOf(platform.GET("/api/v1/apis/{slug}/series", { params: { path: { slug: api }, query } }))
        }
      />
      {known ? <VisibilityCard api={known} /> : null}
      <DeleteCard api={api} />
    </Stack>
  );
}

function countsOf(operations: readonly { tier: string }[]): { [tier: string]: number } {
  const counts: { [tier: string]: number } = {};
  for (const { tier } of operations) counts[tier] = (counts[tier] ?? 0) + 1;
  return counts;
}
