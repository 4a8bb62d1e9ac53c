// The card of production credentials: locked, with the reason, until the provider has approved and the plan is paid.
import { Alert, Badge, Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import IconLock from "@tabler/icons-react/icons/IconLock";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { liveKeysQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { Refused } from "../../components/refused.tsx";
import { type Secret, SecretOnce } from "../../components/secret-once.tsx";
import { useCreateKey } from "../settings/keys/use-create-key.ts";
import { CredentialActions } from "./credential-actions.tsx";

const NAME = "Production credentials";

export function ProductionCredentials({ api, locked }: { api: string; locked: string | null }) {
  const keys = useQuery({ ...liveKeysQuery(api), enabled: locked === null });
  const [secret, setSecret] = useState<Secret>();
  const creating = useCreateKey(api, ({ rawKey }) => setSecret({ title: NAME, value: rawKey }));
  return (
    <Card component="section" aria-labelledby="production-credentials">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4" id="production-credentials">
            Production Credentials
          </Title>
          <Badge color={locked === null ? "green" : "gray"}>{locked === null ? "Unlocked" : "Locked"}</Badge>
        </Group>
        {locked === null ? (
          <>
            <Text c="dimmed">Your integration was approved. Create credentials and switch over to them.</Text>
            <Asked query={keys}>
              {(list) =>
                list
                  .filter((key) => !key.revoked)
                  .slice(0, 3)
                  .map((key) => (
                    <Group key={key.id} justify="space-between" wrap="nowrap">
                      <Code>
                        {key.start}…{key.last4}
                      </Code>
                      <CredentialActions api={api} row={key} onSecret={setSecret} />
                    </Group>
                  ))
              }
            </Asked>
            <Button
              w="fit-content"
              loading={creating.isPending}
              onClick={() =>
                creating.mutate({ mode: "live", name: NAME, scopes: [], days: "0", ownSandbox: false })
              }
            >
              Create production credentials
            </Button>
            <Refused error={creating.error} />
          </>
        ) : (
          <Alert color="gray" icon={<IconLock size={18} />}>
            <Text size="sm">{locked}</Text>
          </Alert>
        )}
      </Stack>
      <SecretOnce secret={secret} onSaved={() => setSecret(undefined)} />
    </Card>
  );
}
