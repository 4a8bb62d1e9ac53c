// What became of a document that was published: how true its operations are, and what the compiler says.
import { Alert, List, Stack, Text } from "@mantine/core";
import type { Schemas } from "../../api/client.ts";
import { TierCounts } from "../visitor/tier-counts.tsx";

export const PublishedRelease = ({
  release: { title, operations, fidelity, diagnostics },
}: {
  release: Schemas["Release"];
}) => (
  <Alert color="gray" title={`${title} is published`} mt="md" role="status">
    <Stack gap="xs">
      <Text size="sm">{operations} operations:</Text>
      <TierCounts fidelity={fidelity} />
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
