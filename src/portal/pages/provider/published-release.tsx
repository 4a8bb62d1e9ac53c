// What became of a document that was published: how true its operations are, and what the compiler says.
import { Alert, Badge, Group, List, Stack, Text } from "@mantine/core";
import type { Schemas } from "../../api/client.ts";

const TIERS: Readonly<Record<string, string>> = {
  stateful: "green",
  partial: "cyan",
  sampled: "orange",
  unsupported: "red",
};

export const PublishedRelease = ({
  release: { title, operations, fidelity, diagnostics },
}: {
  release: Schemas["Release"];
}) => (
  <Alert color="green" title={`${title} is published`} mt="md" role="status">
    <Stack gap="xs">
      <Text size="sm">{operations} operations:</Text>
      <Group gap="xs">
        {Object.entries(fidelity)
          .filter(([, count]) => count > 0)
          .map(([tier, count]) => (
            <Badge key={tier} color={TIERS[tier] ?? "gray"}>
              {count} {tier}
            </Badge>
          ))}
      </Group>
      <List size="sm">
        {diagnostics.map(({ at, message, hint }) => (
          <List.Item key={`${at} ${message}`}>
            {at} {message} {hint}
          </List.Item>
        ))}
      </List>
    </Stack>
  </Alert>
);
