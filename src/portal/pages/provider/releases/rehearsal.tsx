// A rehearsal: the latest calls to your own sandbox, replayed against another release in a scratch sandbox.
import { Badge, Button, Card, Group, NativeSelect, Stack, Table, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { DEFAULT_SANDBOX } from "../../../api/queries.ts";
import { DataTable } from "../../../components/data-table.tsx";
import { Refused } from "../../../components/refused.tsx";
import { nameOf } from "./name-of.ts";
import { counted } from "../../../components/counted.ts";

export function Rehearsal({ api, releases }: { api: string; releases: readonly Schemas["ReleaseRow"][] }) {
  const [release, setRelease] = useState(releases[0]?.release ?? "latest");
  const rehearsing = useMutation({
    mutationFn: () =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/release-replay", {
          params: { path: { sandbox: DEFAULT_SANDBOX, api } },
          body: { release },
        }),
      ),
  });
  return (
    <Card component="section" aria-labelledby="rehearsal">
      <Stack>
        <Title order={2} size="h4" id="rehearsal">
          Rehearsal
        </Title>
        <Text size="sm" c="dimmed" maw="46rem">
          The latest calls to your own sandbox of this API are sent again to a scratch sandbox on the release
          you choose, and their answers compared. Your sandbox is not touched. Partners do the same with
          theirs.
        </Text>
        <Group align="flex-end">
          <NativeSelect
            w={{ base: "100%", xs: "auto" }}
            label="Against"
            data={releases.map((one) => ({ value: one.release, label: nameOf(one) }))}
            value={release}
            onChange={(event) => setRelease(event.currentTarget.value)}
          />
          <Button variant="default" loading={rehearsing.isPending} onClick={() => rehearsing.mutate()}>
            Replay the calls
          </Button>
        </Group>
        <Refused error={rehearsing.error} />
        {rehearsing.data ? <Replayed replay={rehearsing.data} /> : null}
      </Stack>
    </Card>
  );
}

const Replayed = ({ replay: { replayed, breaking, data } }: { replay: Schemas["ReleaseReplay"] }) => (
  <Stack gap="xs" role="status">
    <Text fw={550}>
      {replayed === 0
        ? "Your sandbox has no calls yet: call it, then rehearse."
        : `${counted(replayed, "call")} replayed, ${breaking} would break.`}
    </Text>
    {replayed === 0 ? null : (
      <DataTable label="Replayed calls" columns={["Call", "Was", "Would be", "Why"]} minWidth={560}>
        {data.map(({ request, method, path, was, now, breaks, why }) => (
          <Table.Tr key={request}>
            <Table.Td ff="monospace" fz="sm" style={{ overflowWrap: "anywhere" }}>
              {method} {path}
            </Table.Td>
            <Table.Td>{was}</Table.Td>
            <Table.Td>
              <Badge color={breaks ? "red" : "green"}>{now}</Badge>
            </Table.Td>
            <Table.Td>{why}</Table.Td>
          </Table.Tr>
        ))}
      </DataTable>
    )}
  </Stack>
);
