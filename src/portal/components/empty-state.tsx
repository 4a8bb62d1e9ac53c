// An empty list: what would stand here, its one next action, and the command that does the same.
import { Card, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyLine } from "./copy-line.tsx";

export function EmptyState({
  title,
  children,
  action,
  command,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
  command?: string;
}) {
  return (
    <Card bg="var(--sandbar-tint)">
      <Stack gap="sm" align="flex-start">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text c="dimmed">{children}</Text>
        {action}
        {command === undefined ? null : (
          <div style={{ width: "100%" }}>
            <CopyLine text={command} label="the command" />
          </div>
        )}
      </Stack>
    </Card>
  );
}
