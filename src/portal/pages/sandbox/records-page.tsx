// What a sandbox holds: its resources with the number of their records; all of them out, in, and seeded anew.
import { Anchor, Card, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { Asked } from "../../components/asked.tsx";
import { WasReset } from "../../components/reset/was-reset.tsx";
import { RecordsInAndOut } from "./records/records-in-and-out.tsx";
import { resourcesQuery } from "./records/records-query.ts";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api");

export function RecordsPage() {
  const { sandbox, api } = route.useParams();
  const resources = useQuery(resourcesQuery(sandbox, api));
  const [resetAt, setResetAt] = useState<string>();
  return (
    <Stack gap="lg">
      {resetAt === undefined ? null : (
        <WasReset sandbox={sandbox} api={api} at={resetAt} onUndone={() => setResetAt(undefined)} />
      )}
      <RecordsInAndOut sandbox={sandbox} api={api} onReset={setResetAt} />
      <Card component="section" aria-labelledby="resources">
        <Group justify="space-between" mb="sm">
          <Title order={2} size="h4" id="resources">
            Resources
          </Title>
        </Group>
        <Asked query={resources}>
          {(list) =>
            list.length === 0 ? (
              <Text c="dimmed">This API has no resources: its answers are made from its schemas.</Text>
            ) : (
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Resource</Table.Th>
                    <Table.Th ta="end">Records</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {list.map(({ resource, records }) => (
                    <Table.Tr key={resource}>
                      <Table.Td>
                        <Anchor
                          renderRoot={(props) => (
                            <Link
                              to="/sandboxes/$sandbox/$api/records/$resource"
                              params={{ sandbox, api, resource }}
                              {...props}
                            />
                          )}
                        >
                          {resource}
                        </Anchor>
                      </Table.Td>
                      <Table.Td ta="end">{records.toLocaleString()}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )
          }
        </Asked>
      </Card>
    </Stack>
  );
}
