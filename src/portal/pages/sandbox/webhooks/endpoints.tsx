// The endpoints of a sandbox: adding one, which shows its secret once, and what can be done with each.
import { Button, Card, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Asked } from "../../../components/asked.tsx";
import { Refused } from "../../../components/refused.tsx";
import { type Secret, SecretOnce } from "../../../components/secret-once.tsx";
import { EndpointRow } from "./endpoint-row.tsx";

const SIGNING = "Signing secret";

export function Endpoints({ sandbox, api }: { sandbox: string; api: string }) {
  const path = { sandbox, api };
  const endpoints = useQuery({
    queryKey: ["endpoints", sandbox, api],
    queryFn: async () =>
      (await answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}/endpoints", { params: { path } })))
        .data,
  });
  const [secret, setSecret] = useState<Secret>();
  const form = useForm({ initialValues: { url: "" } });
  const adding = useChange(
    ({ url }: { url: string }) =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/endpoints", { params: { path }, body: { url } }),
      ),
    [["endpoints", sandbox, api]],
    (made) => {
      form.reset();
      setSecret({ title: SIGNING, value: made.secret, ...(made.notice ? { hint: made.notice } : {}) });
    },
  );
  return (
    <Card component="section" aria-labelledby="endpoints">
      <Stack>
        <Title order={2} size="h4" id="endpoints">
          Endpoints
        </Title>
        <form onSubmit={form.onSubmit((values) => adding.mutate(values))}>
          <Group align="flex-end">
            <TextInput
              label="Endpoint URL"
              description="For a first look: https://ok.webhook.test/hook only pretends to answer."
              placeholder="https://"
              required
              style={{ flex: "1 1 16rem" }}
              {...form.getInputProps("url")}
            />
            <Button type="submit" loading={adding.isPending}>
              Add endpoint
            </Button>
          </Group>
        </form>
        <Refused error={adding.error} />
        <Asked query={endpoints}>
          {(list) =>
            list.length === 0 ? (
              <Text c="dimmed">No endpoint yet: events are kept, and sent nowhere.</Text>
            ) : (
              list.map((endpoint) => (
                <EndpointRow
                  key={endpoint.id}
                  {...path}
                  endpoint={endpoint}
                  onSecret={(value) => setSecret({ title: SIGNING, value })}
                />
              ))
            )
          }
        </Asked>
      </Stack>
      <SecretOnce secret={secret} onSaved={() => setSecret(undefined)} />
    </Card>
  );
}
