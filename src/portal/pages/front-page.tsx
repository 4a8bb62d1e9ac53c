// What a visitor sees first: what this is, and a request to a demo that can be changed and sent.
import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { answerOf, platform } from "../api/client.ts";
import { sessionQuery } from "../api/session.ts";
import { Asked } from "../components/asked.tsx";
import { DemoRequest } from "./visitor/demo-request.tsx";

export function FrontPage() {
  const { data: session } = useQuery(sessionQuery);
  const status = useQuery({
    queryKey: ["status"],
    queryFn: () => answerOf(platform.GET("/api/v1/status/")),
  });
  return (
    <Stack gap="xl">
      <Stack gap="sm" pt={{ base: 0, sm: "lg" }}>
        <Title order={1} maw="40rem">
          A sandbox that behaves like the API
        </Title>
        <Text size="lg" c="dimmed" maw="44rem">
          Sandbar turns an OpenAPI document into a stateful sandbox: what you create can be read back, states
          move on, webhooks arrive, and every failure can be made to happen. Each partner has one, apart from
          production and from everybody else's.
        </Text>
        <Group mt="xs">
          {session ? (
            <Button size="md" renderRoot={(props) => <Link to="/dashboard" {...props} />}>
              To the dashboard
            </Button>
          ) : (
            <Button size="md" renderRoot={(props) => <Link to="/sign-up" {...props} />}>
              Open an account
            </Button>
          )}
          <Button size="md" variant="default" component="a" href="/docs">
            Read the reference
          </Button>
        </Group>
      </Stack>
      <Asked query={status}>
        {({ data }) => (
          <>
            {data[0] ? <DemoRequest apis={data.map((one) => one.api)} /> : null}
            <section aria-labelledby="catalogue">
              <Title order={2} size="h3" id="catalogue" mb="md">
                APIs
              </Title>
              <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }}>
                {data.map(({ api, state }) => (
                  <Card
                    key={api}
                    renderRoot={(props) => <Link to="/apis/$api" params={{ api }} {...props} />}
                  >
                    <Text fw={650}>{api}</Text>
                    <Text size="sm" c="dimmed">
                      {state === "ok" ? "Up" : state} · operations, scenarios and try-it
                    </Text>
                  </Card>
                ))}
              </SimpleGrid>
              {data.length === 0 ? <Text c="dimmed">No API is public here yet.</Text> : null}
            </section>
          </>
        )}
      </Asked>
    </Stack>
  );
}
