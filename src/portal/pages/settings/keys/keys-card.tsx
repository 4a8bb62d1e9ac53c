// The keys of one API in one mode.
import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  DEFAULT_SANDBOX,
  lifecycleQuery,
  liveKeysQuery,
  subscriptionQuery,
  testKeysQuery,
} from "../../../api/queries.ts";
import { Asked } from "../../../components/asked.tsx";
import type { Mode } from "../../../components/mode.ts";
import { type Secret, SecretOnce } from "../../../components/secret-once.tsx";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import { KeyRow } from "./key-row.tsx";
import { DataTable } from "../../../components/data-table.tsx";

export function KeysCard({ api, mode }: { api: string; mode: Mode }) {
  const test = useQuery({ ...testKeysQuery(DEFAULT_SANDBOX, api), enabled: mode === "test" });
  const live = useQuery({ ...liveKeysQuery(api), enabled: mode === "live" });
  const { data: sandbox } = useQuery(lifecycleQuery(api));
  const { data: subscription } = useQuery(subscriptionQuery(api));
  const [isCreating, setCreating] = useState(false);
  const [secret, setSecret] = useState<Secret>();
  const keys = mode === "test" ? test : live;
  const locked = subscription?.locked ?? null;
  const canCreate = sandbox?.active === true || (subscription !== undefined && locked === null);
  return (
    <Card component="section" aria-labelledby="keys">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4" id="keys">
            {mode === "test" ? "Test keys" : "Live keys"}
          </Title>
          <Button variant="default" disabled={!canCreate} onClick={() => setCreating(true)}>
            Create API key
          </Button>
        </Group>
        {mode === "live" && locked !== null ? <Text c="dimmed">{locked}</Text> : null}
        <Asked query={keys}>
          {(list) =>
            list.length === 0 ? (
              <Text c="dimmed">
                {mode === "test" ? "No test key yet. Activate the sandbox first." : "No live key yet."}
              </Text>
            ) : (
              <DataTable label="Keys" columns={["Name", "Key", "Scopes", "Last used", "State"]} hasActions>
                {list.map((key) => (
                  <KeyRow key={key.id} api={api} row={key} onSecret={setSecret} />
                ))}
              </DataTable>
            )
          }
        </Asked>
      </Stack>
      <CreateKeyDialog
        api={api}
        isOpen={isCreating}
        canTest={sandbox?.active === true}
        liveLocked={locked}
        onClose={() => setCreating(false)}
        onSecret={setSecret}
      />
      <SecretOnce secret={secret} onSaved={() => setSecret(undefined)} />
    </Card>
  );
}
