// The APIs of a provider, and publishing one by uploading its document.
import { Anchor, Card, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { apisQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { PublishForm } from "./publish-form.tsx";

export function ProviderApisPage() {
  const apis = useQuery(apisQuery);
  return (
    <Stack gap="lg">
      <PageHeader
        title="My APIs"
        about="Publish an OpenAPI document, and every partner gets a sandbox of it."
      />
      <PublishForm />
      <Card component="section" aria-labelledby="published">
        <Title order={2} size="h4" id="published" mb="sm">
          Published
        </Title>
        <Asked query={apis}>
          {(list) => {
            const mine = list.filter((api) => api.mine);
            return mine.length === 0 ? (
              <Text c="dimmed">You have published none yet.</Text>
            ) : (
              <Table>
                <Table.Tbody>
                  {mine.map(({ slug, visibility, release }) => (
                    <Table.Tr key={slug}>
                      <Table.Td fw={550}>{slug}</Table.Td>
                      <Table.Td>{visibility}</Table.Td>
                      <Table.Td visibleFrom="sm">{release.slice(0, 12)}</Table.Td>
                      <Table.Td>
                        <Group justify="flex-end">
                          <Anchor
                            renderRoot={(props) => (
                              <Link to="/provider/$api/inbox" params={{ api: slug }} {...props} />
                            )}
                          >
                            Inbox
                          </Anchor>
                        </Group>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            );
          }}
        </Asked>
      </Card>
    </Stack>
  );
}
