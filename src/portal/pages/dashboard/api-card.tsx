// One API on the dashboard, in the mode that is chosen.
import { Anchor, Badge, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { DEFAULT_SANDBOX, lifecycleQuery, subscriptionQuery } from "../../api/queries.ts";
import type { Mode } from "../../components/mode.ts";
import { PHASES } from "../subscription/phases.ts";
import { counted } from "../../components/counted.ts";

export function ApiCard({ api, mode }: { api: string; mode: Mode }) {
  const { data: sandbox } = useQuery(lifecycleQuery(api));
  const { data: subscription } = useQuery(subscriptionQuery(api));
  return (
    <Card component="article" aria-label={api}>
      <Stack gap="sm" h="100%">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {api}
          </Title>
          {subscription ? <Badge color="gray">{PHASES[subscription.phase]}</Badge> : null}
        </Group>
        {mode === "test" ? (
          <Text size="sm" c="dimmed">
            {sandbox?.active ? `Sandbox active, ${counted(sandbox.keyCount, "key")}` : "Sandbox not active"}
          </Text>
        ) : (
          <Text size="sm" c="dimmed">
            {subscription?.locked ?? "Production is open: create live keys and switch over."}
          </Text>
        )}
        <Group mt="auto" justify="space-between">
          {mode === "test" && sandbox?.active ? (
            <Button
              variant="light"
              renderRoot={(props) => (
                <Link to="/sandboxes/$sandbox/$api" params={{ sandbox: DEFAULT_SANDBOX, api }} {...props} />
              )}
            >
              Open sandbox
            </Button>
          ) : (
            <Button
              variant="light"
              renderRoot={(props) => <Link to="/settings/api-access" search={{ api }} {...props} />}
            >
              {mode === "test" ? "Activate" : "Live keys"}
            </Button>
          )}
          <Anchor
            size="sm"
            renderRoot={(props) => <Link to="/apis/$api/subscription" params={{ api }} {...props} />}
          >
            To production
          </Anchor>
        </Group>
      </Stack>
    </Card>
  );
}
