// The state of an API's sandbox, and what can be done with it.
import { Alert, Badge, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../../api/client.ts";
import { lifecycleQuery } from "../../../api/queries.ts";
import { Asked } from "../../../components/asked.tsx";
import { Moment } from "../../../components/moment.tsx";
import { type Secret, SecretOnce } from "../../../components/secret-once.tsx";
import { Activate } from "./activate.tsx";
import { ActiveSandbox } from "./active-sandbox.tsx";

export function SandboxCard({ api }: { api: string }) {
  const status = useQuery(lifecycleQuery(api));
  const [secret, setSecret] = useState<Secret>();
  const [ended, setEnded] = useState<Schemas["Deactivated"]>();
  return (
    <Card component="section" aria-labelledby="sandbox">
      <Stack>
        <Group gap="sm">
          <Title order={2} size="h4" id="sandbox">
            Sandbox environment
          </Title>
          {status.data ? (
            <Badge color={status.data.active ? "green" : "gray"}>
              {status.data.active ? "Active" : "Not active"}
            </Badge>
          ) : null}
        </Group>
        {ended ? (
          <Alert color="orange" title="The sandbox is deactivated" role="status">
            All its test keys are revoked and billing has stopped. Its data is kept until{" "}
            <Moment at={ended.dataRetainedUntil} day />: activate it before then to go on where you were.
          </Alert>
        ) : null}
        <Asked query={status}>
          {(known) =>
            known.active ? (
              <ActiveSandbox api={api} status={known} onDeactivated={setEnded} />
            ) : (
              <>
                <Text c="dimmed">
                  Test keys route to the sandbox; live keys go on reaching production. Activating seeds it
                  with sample records and creates your first test key.
                </Text>
                <Activate
                  api={api}
                  onActivated={({ testApiKey }) => {
                    setEnded(undefined);
                    setSecret({
                      title: "Test API key",
                      value: testApiKey.rawKey,
                      hint: "Use it exactly as a live key: the prefix decides where a call goes.",
                    });
                  }}
                />
              </>
            )
          }
        </Asked>
      </Stack>
      <SecretOnce secret={secret} onSaved={() => setSecret(undefined)} />
    </Card>
  );
}
