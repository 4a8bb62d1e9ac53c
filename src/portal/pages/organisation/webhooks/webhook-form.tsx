// Adds an endpoint for events of the platform; its secret is shown once.
import { Button, Card, Checkbox, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { QueryKey } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";
import { type Secret, SecretOnce } from "../../../components/secret-once.tsx";

type PlatformEvent = Schemas["PlatformWebhook"]["events"][number];

/** Each with what it means. The compiler holds them to the API's. */
const EVENTS: Record<PlatformEvent, string> = {
  "submission.submitted": "A partner asks for production",
  "submission.withdrawn": "A partner has taken that back",
  "submission.approved": "A submission was approved",
  "submission.changes_requested": "A submission was sent back with notes",
  "submission.rejected": "A submission was rejected",
  "release.published": "A release of an API was published",
  "endpoint.disabled": "A webhook endpoint of a sandbox kept failing and was switched off",
};

export function WebhookForm({ touched }: { touched: QueryKey }) {
  const [secret, setSecret] = useState<Secret>();
  const form = useForm<{ url: string; events: string[] }>({ initialValues: { url: "", events: [] } });
  const adding = useChange(
    ({ url, events }: typeof form.values) =>
      answerOf(
        platform.POST("/api/v1/organisation/webhooks/", {
          body: { url, events: namesOf(EVENTS).filter((name) => events.includes(name)) },
        }),
      ),
    [touched],
    (made) => {
      form.reset();
      setSecret({
        title: "Signing secret",
        value: made.secret,
        hint: "Deliveries are signed by Standard Webhooks: verify webhook-signature with a library of standardwebhooks.com.",
      });
    },
  );
  return (
    <Card component="section" aria-labelledby="new-endpoint">
      <form onSubmit={form.onSubmit((values) => adding.mutate(values))}>
        <Stack>
          <Title order={2} size="h4" id="new-endpoint">
            New endpoint
          </Title>
          <TextInput
            label="URL"
            type="url"
            required
            maxLength={2000}
            placeholder="https://tools.example.com/sandbar"
            {...form.getInputProps("url")}
          />
          <Checkbox.Group label="Events" description="None are all" {...form.getInputProps("events")}>
            <Stack gap="xs" mt={6}>
              {Object.entries(EVENTS).map(([name, about]) => (
                <Checkbox key={name} value={name} label={name} description={about} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Text size="sm" c="dimmed">
            Submissions and decisions of your APIs and of your own requests are told, your releases, and
            endpoints of your sandboxes that were switched off.
          </Text>
          <Refused error={adding.error} />
          <Group>
            <Button type="submit" loading={adding.isPending}>
              Add the endpoint
            </Button>
          </Group>
        </Stack>
      </form>
      <SecretOnce secret={secret} onSaved={() => setSecret(undefined)} />
    </Card>
  );
}

const namesOf = <Name extends string>(record: Record<Name, string>): Name[] => Object.keys(record) as Name[]; // its own keys
