// One partner: how far they are, what they are stuck on, what is proved, and on request their latest calls.
import {
  Anchor,
  Badge,
  Button,
  Card,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Asked } from "../../../components/asked.tsx";
import { Fact } from "../../../components/fact.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";
import { PHASES } from "../../subscription/phases.ts";
import { PartnerCalls } from "./partner-calls.tsx";

const route = getRouteApi("/signed-in/provider/$api/partners/$partner");

export function PartnerPage() {
  const { api, partner } = route.useParams();
  const path = { slug: api, partner };
  const key = ["partner", api, partner] as const;
  const subscription = useQuery({
    queryKey: key,
    queryFn: () => answerOf(platform.GET("/api/v1/apis/{slug}/partners/{partner}", { params: { path } })),
  });
  const progress = useQuery({
    queryKey: [...key, "progress"],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/apis/{slug}/partners/{partner}/progress", { params: { path } })),
  });
  const readiness = useQuery({
    queryKey: [...key, "readiness"],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/apis/{slug}/partners/{partner}/readiness", { params: { path } })),
  });
  return (
    <Stack gap="lg">
      <Anchor renderRoot={(props) => <Link to="/provider/$api/partners" params={{ api }} {...props} />}>
        All partners
      </Anchor>
      <Asked query={subscription}>{(known) => <Standing api={api} subscription={known} />}</Asked>
      <Card component="section" aria-labelledby="stuck">
        <Title order={2} size="h4" id="stuck" mb="sm">
          What they may be stuck on
        </Title>
        <Asked query={progress}>
          {({ firstSuccessAt, stuckOn }) => (
            <Stack gap="xs">
              <Text size="sm" c="dimmed">
                {firstSuccessAt === null ? (
                  "No call has succeeded yet."
                ) : (
                  <>
                    The first call succeeded <Moment at={firstSuccessAt} />.
                  </>
                )}
              </Text>
              {stuckOn.length === 0 ? (
                <Text>No operation only fails.</Text>
              ) : (
                <Facts list={stuckOn} word="Fails" />
              )}
            </Stack>
          )}
        </Asked>
      </Card>
      <Card component="section" aria-labelledby="proved">
        <Title order={2} size="h4" id="proved" mb="sm">
          What is proved
        </Title>
        <Asked query={readiness}>
          {({ required, facts }) =>
            required.length + facts.length === 0 ? (
              <Text c="dimmed">Nothing yet: their sandbox has not been called.</Text>
            ) : (
              <Facts list={[...required, ...facts.filter(({ met }) => met)]} word="Proved" />
            )
          }
        </Asked>
      </Card>
      <PartnerCalls api={api} partner={partner} />
    </Stack>
  );
}

const Facts = ({
  list,
  word,
}: {
  list: readonly Schemas["Readiness"]["required"][number][];
  word: string;
}) => (
  <Stack gap={6}>
    {list.map(({ title, operation, fact, met }) => (
      <Group key={`${operation} ${fact} ${title}`} gap="xs" wrap="nowrap" align="flex-start">
        <Badge color={word === "Fails" ? "red" : met ? "green" : "gray"} style={{ flexShrink: 0 }}>
          {word === "Fails" || met ? word : "Open"}
        </Badge>
        <Text size="sm">{title}</Text>
      </Group>
    ))}
  </Stack>
);

function Standing({ api, subscription }: { api: string; subscription: Schemas["Subscription"] }) {
  const { partner, plan, phase, paidAt, createdAt, locked } = subscription;
  const path = { slug: api, partner };
  const touches = [
    ["partner", api, partner],
    ["partners", api],
  ];
  const plans = useQuery({
    queryKey: ["plans", api],
    queryFn: async () =>
      (await answerOf(platform.GET("/api/v1/apis/{slug}/plans", { params: { path: { slug: api } } }))).data,
  });
  const giving = useChange(
    (chosen: string) =>
      answerOf(
        platform.PUT("/api/v1/apis/{slug}/partners/{partner}/plan", {
          params: { path },
          body: { plan: chosen },
        }),
      ),
    touches,
  );
  const paying = useChange(
    () => answerOf(platform.POST("/api/v1/apis/{slug}/partners/{partner}/payment", { params: { path } })),
    touches,
  );
  const isPaid = plans.data?.find(({ slug }) => slug === plan)?.paid === true;
  return (
    <Card component="section" aria-label="Standing">
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <Fact name="Phase">{PHASES[phase]}</Fact>
          <Fact name="Partner since">
            <Moment at={createdAt} day />
          </Fact>
          <Fact name="Production">{locked === null ? "Open" : "Locked"}</Fact>
        </SimpleGrid>
        {locked === null ? null : (
          <Text size="sm" c="dimmed">
            {locked}
          </Text>
        )}
        <Group align="flex-end">
          <NativeSelect
            label="Plan"
            description="It holds from the next call on"
            data={[...new Set([plan, ...(plans.data ?? []).map(({ slug }) => slug)])]}
            value={giving.isPending ? giving.variables : plan}
            onChange={(event) => giving.mutate(event.currentTarget.value)}
          />
          {isPaid && paidAt === null ? (
            <Button variant="default" loading={paying.isPending} onClick={() => paying.mutate(undefined)}>
              Confirm payment
            </Button>
          ) : null}
        </Group>
        <Refused error={giving.error ?? paying.error} />
      </Stack>
    </Card>
  );
}
