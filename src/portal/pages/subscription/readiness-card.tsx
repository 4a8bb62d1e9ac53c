// What the plan asks an integration to have done, and what proves it.
import { Anchor, Badge, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Schemas, answerOf, platform } from "../../api/client.ts";
import { Asked } from "../../components/asked.tsx";

type Fact = Schemas["Readiness"]["required"][number];

export function ReadinessCard({ api }: { api: string }) {
  const readiness = useQuery({
    queryKey: ["subscription", api, "readiness"],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/subscriptions/{api}/readiness", { params: { path: { api } } })),
    refetchInterval: 15_000,
  });
  return (
    <Card component="section" aria-labelledby="readiness">
      <Title order={2} size="h4" id="readiness" mb="xs">
        Proof of your integration
      </Title>
      <Asked query={readiness}>
        {({ required, facts }) => (
          <Stack gap="xs">
            {required.length === 0 ? (
              <Text c="dimmed">
                This plan requires none. What your integration has done so far stands here for the reviewer.
              </Text>
            ) : null}
            {[...required, ...facts.filter((fact) => fact.met)].map((fact) => (
              <FactLine key={`${fact.operation} ${fact.fact} ${fact.title}`} api={api} fact={fact} />
            ))}
          </Stack>
        )}
      </Asked>
    </Card>
  );
}

const FactLine = ({ api, fact: { title, operation, met, proof } }: { api: string; fact: Fact }) => (
  <Group gap="sm" wrap="nowrap" align="flex-start">
    <Badge color={met ? "green" : "gray"} miw={64}>
      {met ? "Proved" : "Open"}
    </Badge>
    <Text size="sm">
      {title}
      {proof && !operation?.startsWith("workflow ") ? (
        <>
          {" · "}
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link
                to="/sandboxes/$sandbox/$api/requests/$request"
                params={{ sandbox: proof.sandbox, api, request: proof.request }}
                {...props}
              />
            )}
          >
            the request
          </Anchor>
        </>
      ) : null}
    </Text>
  </Group>
);
