// The card of sandbox credentials: creating them, and the data that the provider has for tests.
import { Badge, Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../api/client.ts";
import { DEFAULT_SANDBOX, lifecycleQuery, testKeysQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { type Secret, SecretOnce } from "../../components/secret-once.tsx";
import { CredentialActions } from "./credential-actions.tsx";
import { TestDataDialog } from "./test-data-dialog.tsx";
import { useSandboxCredentials } from "./use-sandbox-credentials.ts";

export function SandboxCredentials({
  api,
  testData,
}: {
  api: string;
  testData: Schemas["Subscription"]["testData"];
}) {
  const keys = useQuery(testKeysQuery(DEFAULT_SANDBOX, api));
  const { data: sandbox } = useQuery(lifecycleQuery(api));
  const [secret, setSecret] = useState<Secret>();
  const [showsTestData, setShowsTestData] = useState(false);
  const creating = useSandboxCredentials(api, sandbox?.active === true, (value) =>
    setSecret({ title: "Sandbox credentials", value }),
  );
  return (
    <Card component="section" aria-labelledby="sandbox-credentials">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4" id="sandbox-credentials">
            Sandbox Credentials
          </Title>
          <Badge color="orange">Test</Badge>
        </Group>
        <Asked query={keys}>
          {(list) => {
            const working = list.filter((key) => !key.revoked);
            return working.length === 0 ? (
              <>
                <Text c="dimmed">Create credentials to build and test against the sandbox endpoints.</Text>
                <Button
                  w="fit-content"
                  disabled={sandbox === undefined}
                  loading={creating.isPending}
                  onClick={() => creating.mutate(undefined)}
                >
                  Create sandbox credentials
                </Button>
              </>
            ) : (
              working.slice(0, 3).map((key) => (
                <Group key={key.id} justify="space-between" wrap="nowrap">
                  <div>
                    <Text fw={550}>{key.name}</Text>
                    <Code>
                      {key.start}…{key.last4}
                    </Code>
                  </div>
                  <CredentialActions api={api} row={key} onSecret={setSecret} />
                </Group>
              ))
            );
          }}
        </Asked>
        <Button variant="default" w="fit-content" onClick={() => setShowsTestData(true)}>
          View Test Data
        </Button>
      </Stack>
      <TestDataDialog isOpen={showsTestData} testData={testData} onClose={() => setShowsTestData(false)} />
      <SecretOnce secret={secret} onSaved={() => setSecret(undefined)} />
    </Card>
  );
}
