// One API, for everybody: how it is called, how true its sandbox is, and a request to its demo.
import { Anchor, Badge, Card, Code, Group, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { catalogueQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { CopyLine } from "../../components/copy-line.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { credentialFlag } from "./credential-flag.ts";
import { DemoRequest } from "./demo-request.tsx";
import { OpenWithoutAccount } from "./open-without-account.tsx";
import { TIER_COLORS, TierCounts } from "./tier-counts.tsx";

const route = getRouteApi("/apis/$api");

export function ApiPage() {
  const { api } = route.useParams();
  const entry = useQuery(catalogueQuery(api));
  return (
    <Asked query={entry}>
      {(known) => (
        <Stack gap="lg">
          <PageHeader
            title={known.title}
            about={
              <>
                <Code>{known.api}</Code>, release <Code>{known.release.slice(0, 12)}</Code> ·{" "}
                <Anchor
                  renderRoot={(props) => <Link to="/apis/$api/reference" params={{ api }} {...props} />}
                >
                  reference
                </Anchor>{" "}
                · <Anchor href={`/docs/${known.api}/scenarios`}>what can be made to go wrong</Anchor>
              </>
            }
            actions={<TierCounts fidelity={known.fidelity} />}
          />
          <Card component="section" aria-labelledby="calling">
            <Title order={2} size="h4" id="calling" mb="xs">
              Calling it
            </Title>
            <Text c="dimmed" size="sm" mb="xs">
              A test key starts with {known.keyPrefix}_test_ and goes where the real key would go.
            </Text>
            <CopyLine
              label="the command"
              text={`curl "${known.origin}/sandbox/${known.api}${known.example ?? "/"}" ${credentialFlag(known.credential, `${known.keyPrefix}_test_…`)}`}
            />
          </Card>
          <OpenWithoutAccount api={known.api} />
          <DemoRequest key={known.api} apis={[known.api]} />
          <Operations api={api} basePath={known.basePath} operations={known.operations} />
        </Stack>
      )}
    </Asked>
  );
}

const SHOWN = 200;

function Operations({
  api,
  basePath,
  operations,
}: {
  api: string;
  basePath: string;
  operations: Schemas["CatalogueEntry"]["operations"];
}) {
  const [sought, setSought] = useState("");
  const found = operations.filter(({ method, path, resource }) =>
    `${method} ${path} ${resource ?? ""}`.toLowerCase().includes(sought.trim().toLowerCase()),
  );
  return (
    <Card component="section" aria-labelledby="operations">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="operations">
          Operations
        </Title>
        <TextInput
          aria-label="Search operations"
          placeholder="Search"
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
      </Group>
      <Table.ScrollContainer minWidth={520} type="native" tabIndex={0} aria-label="Operations">
        <Table>
          <Table.Tbody>
            {found.slice(0, SHOWN).map(({ method, path, kind, tier, resource }) => (
              <Table.Tr key={`${method} ${path}`}>
                <Table.Td w={90} fw={650}>
                  {method}
                </Table.Td>
                <Table.Td>
                  <Anchor
                    renderRoot={(props) => (
                      <Link
                        to="/apis/$api/reference"
                        params={{ api }}
                        search={{ operation: `${method} ${path.slice(basePath.length)}` }}
                        {...props}
                      />
                    )}
                  >
                    <Code bg="transparent">{path}</Code>
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" c="dimmed">
                    {kind} {resource ?? ""}
                  </Text>
                </Table.Td>
                <Table.Td ta="end">
                  <Badge color={TIER_COLORS[tier]}>{tier}</Badge>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" c="dimmed" mt="xs">
        {found.length > SHOWN
          ? `${SHOWN} of ${found.length}: search for the others`
          : `${found.length} operations`}
      </Text>
    </Card>
  );
}
