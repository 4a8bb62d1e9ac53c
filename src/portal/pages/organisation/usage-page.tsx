// The calls of this month, and how long the sandbox add-on has been on.
import { Card, Progress, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Schemas, answerOf, platform } from "../../api/client.ts";
import { Asked } from "../../components/asked.tsx";
import { Moment } from "../../components/moment.tsx";
import { counted } from "../../components/counted.ts";

export function UsagePage() {
  const billing = useQuery({
    queryKey: ["billing"],
    queryFn: () => answerOf(platform.GET("/api/v1/billing")),
  });
  return (
    <Asked query={billing}>
      {({ month, usage, periods }) => (
        <Stack gap="lg">
          <Card component="section" aria-labelledby="usage">
            <Title order={2} size="h4" id="usage" mb="sm">
              Calls in {month}
            </Title>
            {usage.length === 0 ? <Text c="dimmed">No call yet this month.</Text> : <Usage rows={usage} />}
          </Card>
          <Card component="section" aria-labelledby="periods">
            <Title order={2} size="h4" id="periods" mb="sm">
              Sandbox add-on
            </Title>
            {periods.length === 0 ? (
              <Text c="dimmed">No sandbox was active. A period begins when one is activated.</Text>
            ) : (
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>API</Table.Th>
                    <Table.Th>From</Table.Th>
                    <Table.Th>Until</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {periods.map(({ api, sandbox, startedAt, endedAt }) => (
                    <Table.Tr key={`${api} ${sandbox} ${startedAt}`}>
                      <Table.Td>{api}</Table.Td>
                      <Table.Td>
                        <Moment at={startedAt} />
                      </Table.Td>
                      <Table.Td>{endedAt === null ? "still on" : <Moment at={endedAt} />}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </Card>
        </Stack>
      )}
    </Asked>
  );
}

/** The longest bar is the API that was called most. */
function Usage({ rows }: { rows: Schemas["Billing"]["usage"] }) {
  const most = Math.max(1, ...rows.map(({ calls }) => calls));
  return (
    <Stack gap="sm">
      {rows.map(({ api, sandbox, calls }) => (
        <div key={`${api} ${sandbox}`}>
          <Text size="sm">
            {api}: {counted(calls, "call")}
          </Text>
          <Progress value={(calls / most) * 100} aria-label={`Calls of ${api}`} />
        </div>
      ))}
    </Stack>
  );
}
