// What the provider decided, with the reviewer's notes.
import { Alert, Text } from "@mantine/core";
import type { Schemas } from "../../api/client.ts";

type Decided = NonNullable<Schemas["Subscription"]["notice"]>;

const COLORS: Readonly<Record<Decided["kind"], string>> = {
  approved: "green",
  changes_requested: "orange",
  rejected: "red",
};

export const Notice = ({ notice: { kind, title, notes } }: { notice: Decided }) => (
  <Alert color={COLORS[kind]} title={title} role="status">
    {notes === null ? null : (
      <Text size="sm" style={{ whiteSpace: "pre-wrap" }} dir="auto">
        {notes}
      </Text>
    )}
  </Alert>
);
