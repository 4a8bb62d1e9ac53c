// Organisations by name or by a member's address, each with its plan; and the tenants that are called most.
import {
  Badge,
  Button,
  Card,
  Group,
  NativeSelect,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { useChange } from "../../api/use-change.ts";
import { Asked } from "../../components/asked.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { Moment } from "../../components/moment.tsx";
import { Refused } from "../../components/refused.tsx";
import { givePlan, readOrganisations, readTenants } from "./administrator.ts";

const TYPING_MS = 300;
const PAGE_ROWS = 50;
const BUSIEST = 20;

export const Accounts = ({ token }: { token: string }) => (
  <>
    <Busiest token={token} />
    <Organisations token={token} />
  </>
);

function Busiest({ token }: { token: string }) {
  const tenants = useQuery({
    queryKey: ["admin", "tenants"],
    queryFn: () => readTenants(token, BUSIEST),
    gcTime: 0,
  });
  return (
    <Card component="section" aria-labelledby="busiest">
      <Title order={2} size="h4" id="busiest" mb="sm">
        Called most this month
      </Title>
      <Asked query={tenants}>
        {(list) =>
          list.length === 0 ? (
            <Text c="dimmed">No tenant has told of a call this month.</Text>
          ) : (
            <DataTable
              label="Tenants called most"
              columns={["Organisation", "API", "Mode", "Calls", "Last answer"]}
            >
              {list.map(({ tenant, organisation, api, mode, calls, lastAnsweredAt }) => (
                <Table.Tr key={`${mode} ${tenant}`}>
                  <Table.Td dir="auto">{organisation ?? tenant}</Table.Td>
                  <Table.Td>{api}</Table.Td>
                  <Table.Td>
                    <Badge color={mode === "test" ? "orange" : "gray"}>{mode}</Badge>
                  </Table.Td>
                  <Table.Td>{calls.toLocaleString()}</Table.Td>
                  <Table.Td>{lastAnsweredAt === null ? "Never" : <Moment at={lastAnsweredAt} />}</Table.Td>
                </Table.Tr>
              ))}
            </DataTable>
          )
        }
      </Asked>
    </Card>
  );
}

function Organisations({ token }: { token: string }) {
  const [written, setWritten] = useState("");
  const [search] = useDebouncedValue(written.trim(), TYPING_MS);
  const pages = useInfiniteQuery({
    queryKey: ["admin", "organisations", search],
    queryFn: ({ pageParam: after }) =>
      readOrganisations(token, {
        limit: PAGE_ROWS,
        ...(search === "" ? {} : { search }),
        ...(after === undefined ? {} : { after }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < PAGE_ROWS ? undefined : page.at(-1)?.id),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const list = pages.data?.pages.flat() ?? [];
  return (
    <Card component="section" aria-labelledby="organisations">
      <Stack>
        <Title order={2} size="h4" id="organisations">
          Organisations
        </Title>
        <TextInput
          label="Search organisations"
          description="How a name, or a member's address, begins"
          maw={360}
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
        <Refused error={pages.error} />
        {list.length === 0 && !pages.isPending ? <Text c="dimmed">No such organisation.</Text> : null}
        {list.length === 0 ? null : (
          <DataTable
            label="Organisations"
            columns={["Organisation", "Members", "Sandboxes", "Publishes", "Since", "Plan"]}
            minWidth={760}
          >
            {list.map((one) => (
              <OrganisationLine key={one.id} token={token} organisation={one} />
            ))}
          </DataTable>
        )}
        {pages.hasNextPage ? (
          <Group>
            <Button
              variant="default"
              loading={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              More
            </Button>
          </Group>
        ) : null}
      </Stack>
    </Card>
  );
}

function OrganisationLine({
  token,
  organisation: { id, name, plan, members, sandboxes, apis, createdAt },
}: {
  token: string;
  organisation: Schemas["OrganisationRow"];
}) {
  const giving = useChange(
    (chosen: "free" | "pro") => givePlan(token, id, chosen),
    [["admin", "organisations"]],
  );
  return (
    <Table.Tr>
      <Table.Td dir="auto" fw={550}>
        {name}
      </Table.Td>
      <Table.Td>{members}</Table.Td>
      <Table.Td>{sandboxes}</Table.Td>
      <Table.Td>{apis.join(", ")}</Table.Td>
      <Table.Td>
        <Moment at={createdAt} day />
      </Table.Td>
      <Table.Td>
        <NativeSelect
          size="xs"
          aria-label={`Plan of ${name}`}
          data={["free", "pro"]}
          disabled={giving.isPending}
          value={giving.variables ?? plan}
          error={giving.error?.message}
          onChange={(event) => giving.mutate(event.currentTarget.value === "pro" ? "pro" : "free")}
        />
      </Table.Td>
    </Table.Tr>
  );
}
