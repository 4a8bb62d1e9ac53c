// What is known of each resource and how surely; of what was assumed, the line of sandbox.yaml that declares it instead.
import { Accordion, Badge, Group, Stack, Text, Title } from "@mantine/core";
import type { Schemas } from "../../../api/client.ts";
import { CopyLine } from "../../../components/copy-line.tsx";

type Facts = Schemas["FidelityReport"]["resources"];
const COLORS = { declared: "green", stated: "green", inferred: "cyan", assumed: "orange" } as const;

export const Assumptions = ({ resources }: { resources: Facts }) => (
  <Stack gap="xs">
    <Title order={3} size="h5">
      Resources
    </Title>
    <Accordion variant="separated" order={4}>
      {Object.entries(resources).map(([name, facts]) => {
        const assumed = facts.filter(({ sure }) => sure === "assumed").length;
        return (
          <Accordion.Item key={name} value={name}>
            <Accordion.Control>
              <Group gap="sm">
                <Text fw={550}>{name}</Text>
                <Text size="sm" c="dimmed">
                  {facts.length} facts{assumed > 0 ? `, ${assumed} assumed` : ""}
                </Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">
                {facts.map((one) => (
                  <div key={`${one.fact} ${one.value}`}>
                    <Group gap="xs">
                      <Badge color={COLORS[one.sure]}>{one.sure}</Badge>
                      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                        {one.fact}: {one.value}
                      </Text>
                    </Group>
                    {one.sure !== "assumed" || one.settle === undefined ? null : (
                      <CopyLine text={one.settle} label={`what declares ${one.fact} of ${name}`} />
                    )}
                  </div>
                ))}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        );
      })}
    </Accordion>
  </Stack>
);
