// A name and its value, one above the other.
import { Text } from "@mantine/core";
import type { ReactNode } from "react";

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <Text size="sm" c="dimmed">
      {name}
    </Text>
    <Text component="div" fw={550} style={{ overflowWrap: "anywhere" }}>
      {children}
    </Text>
  </div>
);
