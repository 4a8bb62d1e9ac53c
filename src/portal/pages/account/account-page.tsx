// A person's own account: who they are here, everything that is kept of them, and the way out.
import { Anchor, Card, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../../api/session.ts";
import { Asked } from "../../components/asked.tsx";
import { Fact } from "../../components/fact.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { DeleteAccount } from "./delete-account.tsx";

export function AccountPage() {
  const session = useQuery(sessionQuery);
  return (
    <Stack gap="lg">
      <PageHeader title="Your account" about="Who you are here, what is kept of you, and how to leave." />
      <Card component="section" aria-label="Person">
        <Asked query={session}>
          {(known) => (
            <SimpleGrid cols={{ base: 1, sm: 3 }}>
              <Fact name="Name">
                <span dir="auto">{known?.user.name}</span>
              </Fact>
              <Fact name="E-mail address">{known?.user.email}</Fact>
              <Fact name="Address confirmed">{known?.user.emailVerified === true ? "Yes" : "Not yet"}</Fact>
            </SimpleGrid>
          )}
        </Asked>
      </Card>
      <Card component="section" aria-labelledby="export">
        <Title order={2} size="h4" id="export" mb="xs">
          Everything that is kept
        </Title>
        <Text size="sm" c="dimmed" mb="xs">
          You, your organisation, its sandboxes, keys (never the keys themselves), subscriptions, submissions,
          billing and audit log, as JSON. Records are exported in each sandbox.
        </Text>
        <Anchor href="/api/v1/me/export" download="sandbar-account.json">
          Download the export
        </Anchor>
      </Card>
      <DeleteAccount />
    </Stack>
  );
}
