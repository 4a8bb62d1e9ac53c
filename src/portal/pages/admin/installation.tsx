// Counters of the installation, with what needs a look marked, and the latest failures.
import { Badge, Card, Group, List, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Schemas } from "../../api/client.ts";
import { Asked } from "../../components/asked.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { Moment } from "../../components/moment.tsx";
import { readOverview } from "./administrator.ts";

type Overview = Schemas["Overview"];
const REFRESH_MS = 15_000;

export function Installation({ token }: { token: string }) {
  const overview = useQuery({
    queryKey: ["admin", "overview"],
    queryFn: () => readOverview(token),
    refetchInterval: REFRESH_MS,
    gcTime: 0,
  });
  return (
    <Asked query={overview}>
      {(known) => (
        <Stack gap="lg">
          <Counters overview={known} />
          <Tenants overview={known} />
          <DeadLetters letters={known.deadLetters.latest} />
          <Cron cron={known.cron} />
        </Stack>
      )}
    </Asked>
  );
}

const Counters = ({
  overview: { overdue, parkedTimers, deadLetters, keySyncs, outbox },
}: {
  overview: Overview;
}) => (
  <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
    <Counter name="Overdue tenants" count={overdue.count} since={overdue.longest}>
      Due for more than five minutes
    </Counter>
    <Counter name="Parked timers" count={parkedTimers.count}>
      They failed again and again, and wait for somebody
    </Counter>
    <Counter name="Dead letters" count={deadLetters.lastDay}>
      In a day; {deadLetters.lastHour} in the last hour
    </Counter>
    <Counter name="Outbox, failing" count={outbox.failing} since={outbox.oldest}>
      Of {outbox.waiting} changes that objects have not confirmed yet
    </Counter>
    <Counter name="Keys to be told" count={keySyncs.count} since={keySyncs.oldest}>
      Changes of keys that tenants have not confirmed yet
    </Counter>
  </SimpleGrid>
);

const Counter = ({
  name,
  count,
  since = null,
  children,
}: {
  name: string;
  count: number;
  since?: string | null;
  children: ReactNode;
}) => (
  <Card padding="md" role="group" aria-label={name}>
    <Text size="sm" c="dimmed">
      {name}
    </Text>
    <Group gap="xs">
      <Text size="xl" fw={650}>
        {count.toLocaleString()}
      </Text>
      <Badge color={count === 0 ? "green" : "orange"}>{count === 0 ? "fine" : "look"}</Badge>
    </Group>
    <Text size="sm">{children}</Text>
    {since === null || count === 0 ? null : (
      <Text size="sm">
        Since <Moment at={since} />
      </Text>
    )}
  </Card>
);

const Tenants = ({ overview: { tenants, parkedTimers } }: { overview: Overview }) => (
  <Card component="section" aria-labelledby="tenants">
    <Title order={2} size="h4" id="tenants" mb="sm">
      Tenants
    </Title>
    {tenants.length === 0 ? <Text c="dimmed">None yet.</Text> : null}
    <List size="sm">
      {tenants.map(({ mode, status, count }) => (
        <List.Item key={`${mode} ${status}`}>
          {count.toLocaleString()} {mode}, {status}
        </List.Item>
      ))}
    </List>
    {parkedTimers.tenants.length === 0 ? null : (
      <DataTable label="Tenants with parked timers" columns={["Tenant", "API", "Mode", "Parked timers"]}>
        {parkedTimers.tenants.map(({ tenant, api, mode, count }) => (
          <Table.Tr key={`${mode} ${tenant}`}>
            <Table.Td ff="monospace">{tenant}</Table.Td>
            <Table.Td>{api}</Table.Td>
            <Table.Td>{mode}</Table.Td>
            <Table.Td>{count}</Table.Td>
          </Table.Tr>
        ))}
      </DataTable>
    )}
  </Card>
);

const DeadLetters = ({ letters }: { letters: Overview["deadLetters"]["latest"] }) => (
  <Card component="section" aria-labelledby="dead-letters">
    <Title order={2} size="h4" id="dead-letters" mb="sm">
      Latest dead letters
    </Title>
    {letters.length === 0 ? (
      <Text c="dimmed">None: every delivery has reached its tenant.</Text>
    ) : (
      <DataTable label="Dead letters" columns={["When", "Tenant", "Delivery", "Taken back"]}>
        {letters.map(({ at, mode, tenant, delivery, requeued }) => (
          <Table.Tr key={`${at} ${tenant} ${delivery}`}>
            <Table.Td>
              <Moment at={at} />
            </Table.Td>
            <Table.Td ff="monospace">
              {tenant} ({mode})
            </Table.Td>
            <Table.Td>{delivery}</Table.Td>
            <Table.Td>{requeued ? "yes" : "waits for its lease"}</Table.Td>
          </Table.Tr>
        ))}
      </DataTable>
    )}
  </Card>
);

const Cron = ({ cron: { last, lastFailed } }: { cron: Overview["cron"] }) => (
  <Card component="section" aria-labelledby="cron">
    <Title order={2} size="h4" id="cron" mb="sm">
      Scheduled jobs
    </Title>
    {last === null ? (
      <Text c="dimmed">They have not run yet.</Text>
    ) : (
      <Stack>
        <Text size="sm">
          Last run <Moment at={last.at} />, {last.took} ms.{" "}
          {lastFailed === null ? (
            "No run has failed."
          ) : (
            <>
              The last that failed: <Moment at={lastFailed.at} />.
            </>
          )}
        </Text>
        <DataTable label="Steps of the run" columns={["Step", "Took", "Result"]} minWidth={520}>
          {(lastFailed ?? last).steps.map(({ step, took, result, error }) => (
            <Table.Tr key={step}>
              <Table.Td>{step}</Table.Td>
              <Table.Td>{took} ms</Table.Td>
              <Table.Td ff="monospace" fz="sm" style={{ overflowWrap: "anywhere" }}>
                {error ?? JSON.stringify(result ?? null)}
              </Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      </Stack>
    )}
  </Card>
);
