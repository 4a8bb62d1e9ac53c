// The head of a page: what it is, and what can be done next.
import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

export function PageHeader({
  title,
  about,
  actions,
}: {
  title: string;
  about: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="md">
      <Stack gap={4} style={{ flex: "1 1 18rem" }}>
        <Title order={1} size="h2">
          {title}
        </Title>
        <Text c="dimmed" maw="46rem">
          {about}
        </Text>
      </Stack>
      <Group gap="sm">{actions}</Group>
    </Group>
  );
}
