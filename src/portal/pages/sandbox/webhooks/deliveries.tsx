// The latest deliveries, with their attempts.
import { Accordion, Badge, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Asked } from "../../../components/asked.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";

const SHOWN = 50;

const COLORS: Readonly<Record<Schemas["Delivery"]["state"], string>> = {
  pending: "cyan",
  delivered: "green",
  failed: "red",
  canceled: "gray",
  held: "orange",
};

export function Deliveries({ sandbox, api }: { sandbox: string; api: string }) {
  const deliveries = useQuery({
    queryKey: ["deliveries", sandbox, api],
    queryFn: async () =>
      (
        await answerOf(
          platform.GET("/api/v1/sandboxes/{sandbox}/{api}/deliveries", {
            params: { path: { sandbox, api }, query: { limit: SHOWN } },
          }),
        )
      ).data,
    refetchInterval: 5_000,
  });
  return (
    <Card component="section" aria-labelledby="deliveries">
      <Title order={2} size="h4" id="deliveries" mb="sm">
        Deliveries
      </Title>
      <Asked query={deliveries}>
        {(list) =>
          list.length === 0 ? (
            <Text c="dimmed">None yet. Add an endpoint, then call the API or trigger an event.</Text>
          ) : (
            <Accordion variant="separated">
              {list.map((delivery) => (
                <Accordion.Item key={delivery.id} value={String(delivery.id)}>
                  <Accordion.Control>
                    <Group gap="sm">
                      <Badge color={COLORS[delivery.state]}>{delivery.state}</Badge>
                      <Text fw={550}>{delivery.type}</Text>
                      <Text size="sm" c="dimmed">
                        <Moment at={delivery.created} />
                      </Text>
                    </Group>
                  </Accordion.Control>
                  <Accordion.Panel>
                    <Delivery sandbox={sandbox} api={api} delivery={delivery} />
                  </Accordion.Panel>
                </Accordion.Item>
              ))}
            </Accordion>
          )
        }
      </Asked>
    </Card>
  );
}

function Delivery({
  sandbox,
  api,
  delivery,
}: {
  sandbox: string;
  api: string;
  delivery: Schemas["Delivery"];
}) {
  const resending = useChange(
    () =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/deliveries/{delivery}/resend", {
          params: { path: { sandbox, api, delivery: String(delivery.id) } },
        }),
      ),
    [["deliveries", sandbox, api]],
  );
  return (
    <Stack gap="sm" align="flex-start">
      {delivery.attempts.map(({ attempt, status, error, latency, at }) => (
        <Text key={attempt} size="sm">
          Attempt {attempt}: {error ?? status} in {Math.round(latency)} ms, <Moment at={at} />
        </Text>
      ))}
      <pre className="code" style={{ width: "100%" }}>
        {delivery.body}
      </pre>
      <Button
        size="xs"
        variant="default"
        loading={resending.isPending}
        onClick={() => resending.mutate(undefined)}
      >
        Resend
      </Button>
      <Refused error={resending.error} />
    </Stack>
  );
}
