// Every operation with what it does, why no better, and the lines of sandbox.yaml that would settle it.
import { Badge, Group, SegmentedControl, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../../../api/client.ts";
import { CopyLine } from "../../../components/copy-line.tsx";
import { DataTable } from "../../../components/data-table.tsx";
import { TIER_COLORS } from "../../visitor/tier-counts.tsx";

type Operation = Schemas["FidelityReport"]["operations"][number];
const SHOWN = 100;

export function Fidelity({ operations }: { operations: readonly Operation[] }) {
  const open = operations.filter(({ tier }) => tier !== "stateful");
  const [which, setWhich] = useState<"open" | "all">(open.length > 0 ? "open" : "all");
  const list = which === "open" ? open : operations;
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3} size="h5">
          Operations
        </Title>
        <SegmentedControl
          size="xs"
          aria-label="Which operations"
          value={which}
          onChange={setWhich}
          data={[
            { value: "open", label: `To improve (${open.length})` },
            { value: "all", label: `All (${operations.length})` },
          ]}
        />
      </Group>
      {list.length === 0 ? (
        <Text size="sm" c="dimmed">
          Every operation is stateful: what one call changes, the next one reads.
        </Text>
      ) : (
        <DataTable
          label="Operations"
          columns={["Operation", "Fidelity", "Why, and what settles it"]}
          minWidth={640}
        >
          {list.slice(0, SHOWN).map((one) => (
            <Row key={`${one.method} ${one.path}`} operation={one} />
          ))}
        </DataTable>
      )}
      {list.length > SHOWN ? (
        <Text size="sm" c="dimmed">
          The first {SHOWN} of {list.length}. The whole report: GET /api/v1/apis/…/fidelity.
        </Text>
      ) : null}
    </Stack>
  );
}

const Row = ({
  operation: { method, path, kind, resource, tier, reasons, settle },
}: {
  operation: Operation;
}) => (
  <Table.Tr style={{ verticalAlign: "top" }}>
    <Table.Td ff="monospace" fz="sm" style={{ overflowWrap: "anywhere" }}>
      {method} {path}
    </Table.Td>
    <Table.Td miw={120}>
      <Badge color={TIER_COLORS[tier]}>{tier}</Badge>
    </Table.Td>
    <Table.Td>
      <Text size="sm">
        {reasons.length > 0 ? `${reasons.join("; ")}.` : [kind, resource].filter(Boolean).join(" ")}
      </Text>
      {settle === undefined ? null : <CopyLine text={settle} label={`what settles ${method} ${path}`} />}
    </Table.Td>
  </Table.Tr>
);
