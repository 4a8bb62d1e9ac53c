// The scenarios of an API: a button that arms each for the next call, and the header that does the same for one call.
import { Button, Card, Code, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Asked } from "../../../components/asked.tsx";
import { Refused } from "../../../components/refused.tsx";

export function Scenarios({ sandbox, api }: { sandbox: string; api: string }) {
  const params = { path: { sandbox, api } };
  const scenarios = useQuery({
    queryKey: ["scenarios", sandbox, api],
    queryFn: () => answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}/scenarios", { params })),
    staleTime: 300_000,
  });
  const arming = useChange(
    (scenario: string) =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/faults", {
          params,
          body: { effect: { scenario }, count: 1 },
        }),
      ),
    [["armed", sandbox, api]],
  );
  return (
    <section aria-labelledby="scenarios">
      <Title order={2} size="h4" id="scenarios">
        Scenarios
      </Title>
      <Text c="dimmed" mb="md">
        Arm one for the next call, or send its header with one call of yours.
      </Text>
      <Refused error={arming.error} />
      <Asked query={scenarios}>
        {({ data }) => (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {data.map((scenario) => (
              <ScenarioCard
                key={scenario.name}
                scenario={scenario}
                isArming={arming.isPending}
                onArm={() => arming.mutate(scenario.name)}
              />
            ))}
          </SimpleGrid>
        )}
      </Asked>
    </section>
  );
}

const ScenarioCard = ({
  scenario: { name, description, triggers },
  isArming,
  onArm,
}: {
  scenario: Schemas["Scenario"];
  isArming: boolean;
  onArm: () => void;
}) => (
  <Card component="article" aria-label={name} padding="md">
    <Stack gap="xs" h="100%">
      <Group justify="space-between" wrap="nowrap">
        <Title order={3} size="h5">
          {name}
        </Title>
        <Button size="xs" variant="default" disabled={isArming} onClick={onArm} aria-label={`Arm ${name}`}>
          Arm
        </Button>
      </Group>
      <Text size="sm">{description}</Text>
      <Code mt="auto" style={{ overflowWrap: "anywhere" }}>
        {triggers.header}
      </Code>
    </Stack>
  </Card>
);
