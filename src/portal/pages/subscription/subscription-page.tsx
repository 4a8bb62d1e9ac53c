// The way of one API from sandbox to production.
import { SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { subscriptionQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { History } from "./history.tsx";
import { Notice } from "./notice.tsx";
import { PhaseStepper } from "./phase-stepper.tsx";
import { ProductionCredentials } from "./production-credentials.tsx";
import { ReadinessCard } from "./readiness-card.tsx";
import { SandboxCredentials } from "./sandbox-credentials.tsx";
import { SubmitForReview } from "./submit-for-review.tsx";

const route = getRouteApi("/signed-in/apis/$api/subscription");

export function SubscriptionPage() {
  const { api } = route.useParams();
  const subscription = useQuery({ ...subscriptionQuery(api), refetchInterval: 15_000 });
  return (
    <Asked query={subscription}>
      {(known) => (
        <Stack gap="lg">
          <PageHeader
            title={api}
            about={`Your subscription, on the plan “${known.plan}”: from sandbox to production.`}
            actions={<SubmitForReview subscription={known} />}
          />
          <PhaseStepper stepper={known.stepper} />
          {known.notice ? <Notice notice={known.notice} /> : null}
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <SandboxCredentials api={api} testData={known.testData} />
            <ProductionCredentials api={api} locked={known.locked} />
          </SimpleGrid>
          <ReadinessCard api={api} />
          <History entries={known.history} />
        </Stack>
      )}
    </Asked>
  );
}
