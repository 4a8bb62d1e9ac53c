// What the compiler says of a document and its files: errors and warnings whole, notes as a number.
import { Badge, Group, Stack, Text } from "@mantine/core";
import type { Diagnostic } from "./publication.ts";

const COLORS: Readonly<Record<Diagnostic["level"], string>> = {
  error: "red",
  warning: "orange",
  note: "gray",
};
const SHOWN = 30;

export function Diagnostics({ list }: { list: readonly Diagnostic[] }) {
  const serious = list.filter(({ level }) => level !== "note");
  if (serious.length === 0) return null;
  return (
    <Stack gap="xs" role="list" aria-label="Diagnostics">
      {serious.slice(0, SHOWN).map((one) => (
        <Group key={`${one.at} ${one.message}`} role="listitem" gap="xs" align="flex-start" wrap="nowrap">
          <Badge color={COLORS[one.level]} style={{ flexShrink: 0 }}>
            {one.level}
          </Badge>
          <div>
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {one.line === undefined ? "" : `Line ${one.line}: `}
              {one.message}
            </Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {one.at} {one.hint}
            </Text>
          </div>
        </Group>
      ))}
      {serious.length > SHOWN ? <Text size="sm">And {serious.length - SHOWN} more.</Text> : null}
    </Stack>
  );
}
