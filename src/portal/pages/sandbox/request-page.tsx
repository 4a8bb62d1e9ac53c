// One logged call, whole: why it was answered so, what it changed, what would be legal now.
import { Anchor, Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { answerOf, platform } from "../../api/client.ts";
import { useChange } from "../../api/use-change.ts";
import { Asked } from "../../components/asked.tsx";
import { Moment } from "../../components/moment.tsx";
import { Refused } from "../../components/refused.tsx";
import { Changes } from "./requests/changes.tsx";
import { LegalMoves } from "./requests/legal-moves.tsx";
import { Message } from "./requests/message.tsx";
import { StatusBadge } from "./requests/status-badge.tsx";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api/requests/$request");

export function RequestPage() {
  const { sandbox, api, request } = route.useParams();
  const navigate = useNavigate();
  const path = { sandbox, api, request };
  const call = useQuery({
    queryKey: ["call", sandbox, api, request],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}/log/{request}", { params: { path } })),
  });
  const replaying = useChange(
    () =>
      answerOf(platform.POST("/api/v1/sandboxes/{sandbox}/{api}/log/{request}/replay", { params: { path } })),
    [["log", sandbox, api]],
    ({ request: made }) =>
      void navigate({
        to: "/sandboxes/$sandbox/$api/requests/$request",
        params: { sandbox, api, request: made },
      }),
  );
  return (
    <Stack>
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link to="/sandboxes/$sandbox/$api/requests" params={{ sandbox, api }} {...props} />
        )}
      >
        All requests
      </Anchor>
      <Asked query={call}>
        {(found) => (
          <Stack gap="lg">
            <Group justify="space-between">
              <Group gap="sm">
                <StatusBadge status={found.status} />
                <Title order={2} size="h3">
                  <Code fz="inherit">
                    {found.method} {found.path}
                  </Code>
                </Title>
              </Group>
              <Button
                variant="default"
                disabled={found.status === 0}
                loading={replaying.isPending}
                onClick={() => replaying.mutate(undefined)}
              >
                Replay
              </Button>
            </Group>
            <Refused error={replaying.error} />
            <Card component="section" aria-labelledby="why">
              <Title order={3} size="h4" id="why" mb="xs">
                Why it was answered so
              </Title>
              <Text>{found.why}</Text>
              <Text size="sm" c="dimmed" mt="xs">
                {found.operation ?? "No operation"} · <Moment at={found.at} /> · {Math.round(found.duration)}{" "}
                ms · <Code>{found.id}</Code>
              </Text>
              {found.help === null ? null : (
                <Anchor size="sm" href={found.help}>
                  About this scenario
                </Anchor>
              )}
            </Card>
            <Changes changes={found.changes} />
            <LegalMoves moves={found.legalNow} />
            <Message title="Request" message={found.request} />
            <Message title="Answer" message={found.response} />
          </Stack>
        )}
      </Asked>
    </Stack>
  );
}
