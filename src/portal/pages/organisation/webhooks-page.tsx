// Webhooks of the platform itself, for the organisation's own tools: endpoints, a test delivery, and every attempt.
import { Badge, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../api/client.ts";
import { organisationQuery } from "../../api/queries.ts";
import { useChange } from "../../api/use-change.ts";
import { Asked } from "../../components/asked.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Refused } from "../../components/refused.tsx";
import { RotateButton } from "./webhooks/rotate-button.tsx";
import { WebhookDeliveries } from "./webhooks/webhook-deliveries.tsx";
import { WebhookForm } from "./webhooks/webhook-form.tsx";

type Webhook = Schemas["PlatformWebhook"];
const WEBHOOKS = ["platform webhooks"] as const;

export function WebhooksPage() {
  const organisation = useQuery(organisationQuery);
  const webhooks = useQuery({
    queryKey: WEBHOOKS,
    queryFn: async () => (await answerOf(platform.GET("/api/v1/organisation/webhooks/"))).data,
  });
  const mayChange = organisation.data?.rights.includes("own") ?? false;
  return (
    <Stack gap="lg">
      {mayChange ? <WebhookForm touched={WEBHOOKS} /> : null}
      <Asked query={webhooks}>
        {(list) =>
          list.length === 0 ? (
            <Text c="dimmed">
              No endpoint yet. A ticket system or a chat hears of submissions and decisions by one.
            </Text>
          ) : (
            list.map((one) => <WebhookCard key={one.id} webhook={one} mayChange={mayChange} />)
          )
        }
      </Asked>
    </Stack>
  );
}

function WebhookCard({ webhook: { id, url, events }, mayChange }: { webhook: Webhook; mayChange: boolean }) {
  const [isRemoving, setRemoving] = useState(false);
  const params = { path: { webhook: id } };
  const testing = useChange(
    () => answerOf(platform.POST("/api/v1/organisation/webhooks/{webhook}/test", { params })),
    [["platform deliveries", id]],
  );
  const removing = useChange(
    () => answerOf(platform.DELETE("/api/v1/organisation/webhooks/{webhook}", { params })),
    [WEBHOOKS],
  );
  return (
    <Card component="section" aria-labelledby={id}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Title order={2} size="h5" id={id} style={{ overflowWrap: "anywhere", flex: "1 1 14rem" }}>
            {url}
          </Title>
          {mayChange ? (
            <Group gap="xs">
              <Button
                size="xs"
                variant="default"
                loading={testing.isPending}
                onClick={() => testing.mutate(undefined)}
              >
                Send a test
              </Button>
              <RotateButton webhook={id} />
              <Button size="xs" variant="default" onClick={() => setRemoving(true)}>
                Remove
              </Button>
            </Group>
          ) : null}
        </Group>
        <Group gap={4}>
          {events.length === 0 ? <Badge color="gray">all events</Badge> : null}
          {events.map((event) => (
            <Badge key={event} color="cyan">
              {event}
            </Badge>
          ))}
        </Group>
        <Refused error={testing.error} />
        <WebhookDeliveries webhook={id} mayChange={mayChange} />
      </Stack>
      <ConfirmDialog
        title="Remove this endpoint"
        isOpen={isRemoving}
        confirm="Remove endpoint"
        isPending={removing.isPending}
        error={removing.error}
        onConfirm={() => removing.mutate(undefined)}
        onClose={() => setRemoving(false)}
      >
        <Text size="sm">Nothing more is sent to {url}, and what was sent is forgotten.</Text>
      </ConfirmDialog>
    </Card>
  );
}
