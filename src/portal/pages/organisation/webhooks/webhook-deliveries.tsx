// What was sent to an endpoint of the organisation, with every attempt, the answer's beginning, and when it is tried again.
import { Accordion, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Asked } from "../../../components/asked.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";

type Delivery = Schemas["PlatformDelivery"];

const SHOWN = 20;
const COLORS: Readonly<Record<Delivery["state"], string>> = {
  pending: "cyan",
  delivered: "green",
  failed: "red",
};

export function WebhookDeliveries({ webhook, mayChange }: { webhook: string; mayChange: boolean }) {
  const deliveries = useQuery({
    queryKey: ["platform deliveries", webhook],
    queryFn: async () =>
      (
        await answerOf(
          platform.GET("/api/v1/organisation/webhooks/{webhook}/deliveries", {
            params: { path: { webhook }, query: { limit: SHOWN } },
          }),
        )
      ).data,
    refetchInterval: 5_000,
  });
  return (
    <Asked query={deliveries}>
      {(list) =>
        list.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing was sent yet.
          </Text>
        ) : (
          <Accordion variant="separated">
            {list.map((one) => (
              <Accordion.Item key={one.id} value={String(one.id)}>
                <Accordion.Control>
                  <Group gap="sm">
                    <Badge color={COLORS[one.state]}>{one.state}</Badge>
                    <Text fw={550}>{one.type}</Text>
                    <Text size="sm" c="dimmed">
                      <Moment at={one.createdAt} />
                    </Text>
                  </Group>
                </Accordion.Control>
                <Accordion.Panel>
                  <Attempts delivery={one} />
                  {mayChange ? <ResendButton webhook={webhook} delivery={one.id} /> : null}
                </Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
        )
      }
    </Asked>
  );
}

function ResendButton({ webhook, delivery }: { webhook: string; delivery: number }) {
  const resending = useChange(
    () =>
      answerOf(
        platform.POST("/api/v1/organisation/webhooks/{webhook}/deliveries/{sent}/resend", {
          params: { path: { webhook, sent: String(delivery) } },
        }),
      ),
    [["platform deliveries", webhook]],
  );
  return (
    <>
      <Button
        size="xs"
        variant="default"
        mt="sm"
        loading={resending.isPending}
        onClick={() => resending.mutate(undefined)}
      >
        Send it again
      </Button>
      <Refused error={resending.error} />
    </>
  );
}

const Attempts = ({ delivery: { attempts, nextAttemptAt, body } }: { delivery: Delivery }) => (
  <Stack gap="xs">
    {attempts.map(({ at, status, error, latency, response }) => (
      <div key={at}>
        <Text size="sm">
          <Moment at={at} />: {error ?? status} in {latency} ms
        </Text>
        {response === "" ? null : <pre className="code">{response}</pre>}
      </div>
    ))}
    {nextAttemptAt === null ? null : (
      <Text size="sm">
        It is tried {attempts.length === 0 ? "at" : "again at"} <Moment at={nextAttemptAt} />.
      </Text>
    )}
    <Text size="sm">The event:</Text>
    <pre className="code">{body}</pre>
  </Stack>
);
