// The APIs of a provider, and publishing a new one.
import { Anchor, Badge, Card, Stack, Table, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client.ts";
import { apisQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ReleaseForm } from "./release/release-form.tsx";

export function ProviderApisPage() {
  const apis = useQuery(apisQuery);
  return (
    <Stack gap="lg">
      <PageHeader
        title="My APIs"
        about="Publish an OpenAPI document, and every partner gets a sandbox of it."
      />
      <Asked query={apis}>
        {(list) => {
          const mine = list.filter((api) => api.mine);
          return mine.length === 0 ? (
            <EmptyState
              title="You have published none yet"
              command="sandbar generate openapi.yaml --name billing"
            >
              Give a document below: you see what its sandbox would be before anything is published. The
              command does the same, and takes documents of any size.
            </EmptyState>
          ) : (
            <Published apis={mine} />
          );
        }}
      </Asked>
      <Stack gap="sm" component="section" aria-labelledby="publish">
        <Title order={2} size="h4" id="publish">
          Publish a new API
        </Title>
        <ReleaseForm />
      </Stack>
    </Stack>
  );
}

const Published = ({ apis }: { apis: readonly Schemas["Api"][] }) => (
  <Card component="section" aria-labelledby="published">
    <Title order={2} size="h4" id="published" mb="sm">
      Published
    </Title>
    <DataTable label="Published APIs" columns={["API", "Who finds it", "Release"]} hasActions minWidth={480}>
      {apis.map(({ slug, visibility, release }) => (
        <Table.Tr key={slug}>
          <Table.Td fw={550}>
            <Anchor renderRoot={(props) => <Link to="/provider/$api" params={{ api: slug }} {...props} />}>
              {slug}
            </Anchor>
          </Table.Td>
          <Table.Td>
            <Badge color="gray">{visibility}</Badge>
          </Table.Td>
          <Table.Td ff="monospace">{release.slice(0, 12)}</Table.Td>
          <Table.Td ta="end">
            <Anchor
              renderRoot={(props) => <Link to="/provider/$api/inbox" params={{ api: slug }} {...props} />}
            >
              Inbox
            </Anchor>
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  </Card>
);
