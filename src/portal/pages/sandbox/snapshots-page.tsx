// Snapshots: the records of a moment, to go back to, or to go on from in a fork.
import { Button, Card, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { Asked } from "../../components/asked.tsx";
import { Moment } from "../../components/moment.tsx";
import { Refused } from "../../components/refused.tsx";
import { WasReset } from "../../components/reset/was-reset.tsx";
import { ForkDialog, type ForkSource } from "./forks/fork-dialog.tsx";
import { ScheduleCard } from "./schedule/schedule-card.tsx";
import { snapshotsQuery, useSnapshots } from "./snapshots/use-snapshots.ts";
import { DataTable } from "../../components/data-table.tsx";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api");

export function SnapshotsPage() {
  const { sandbox, api } = route.useParams();
  const snapshots = useQuery(snapshotsQuery(sandbox, api));
  const form = useForm({ initialValues: { name: "" } });
  const [fork, setFork] = useState<ForkSource>();
  const [restoredAt, setRestoredAt] = useState<number>();
  const { taking, restoring, deleting } = useSnapshots(sandbox, api, {
    onTaken: form.reset,
    onRestored: () => setRestoredAt(Date.now()),
  });
  return (
    <Stack gap="lg">
      <Card>
        <Stack>
          <form onSubmit={form.onSubmit(({ name }) => taking.mutate(name))}>
            <Group align="flex-end">
              <TextInput
                label="Name"
                placeholder="Before the refund"
                required
                style={{ flex: "1 1 14rem" }}
                {...form.getInputProps("name")}
              />
              <Button type="submit" loading={taking.isPending}>
                Take a snapshot
              </Button>
              <Button variant="default" onClick={() => setFork({ about: "the records as they are now" })}>
                Fork as it is now
              </Button>
            </Group>
          </form>
          {restoredAt === undefined ? null : (
            <WasReset
              sandbox={sandbox}
              api={api}
              at={restoredAt}
              isRestored
              onUndone={() => setRestoredAt(undefined)}
            />
          )}
          <Refused error={taking.error ?? restoring.error ?? deleting.error} />
          <Asked query={snapshots}>
            {(list) =>
              list.length === 0 ? (
                <Text c="dimmed">No snapshot yet. It keeps the records as they are now.</Text>
              ) : (
                <DataTable label="Snapshots" columns={["Name", "Records", "Taken"]} hasActions minWidth={560}>
                  {list.map(({ id, name, records, createdAt }) => (
                    <Table.Tr key={id}>
                      <Table.Td fw={550} dir="auto">
                        {name}
                      </Table.Td>
                      <Table.Td>{records}</Table.Td>
                      <Table.Td>
                        <Moment at={createdAt} />
                      </Table.Td>
                      <Table.Td>
                        <Group gap="xs" justify="flex-end" wrap="nowrap">
                          <Button size="xs" variant="default" onClick={() => restoring.mutate(id)}>
                            Restore
                          </Button>
                          <Button
                            size="xs"
                            variant="default"
                            onClick={() =>
                              setFork({ about: `the records of the snapshot ${name}`, snapshot: id })
                            }
                          >
                            Fork
                          </Button>
                          <Button size="xs" variant="default" onClick={() => deleting.mutate(id)}>
                            Delete
                          </Button>
                        </Group>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </DataTable>
              )
            }
          </Asked>
          <ForkDialog sandbox={sandbox} api={api} source={fork} onClose={() => setFork(undefined)} />
        </Stack>
      </Card>
      <ScheduleCard sandbox={sandbox} api={api} />
    </Stack>
  );
}
