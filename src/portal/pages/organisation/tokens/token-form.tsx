// Makes a service token: its name, what it may do, how long. The token is shown once.
import { Button, Card, Checkbox, Group, NativeSelect, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { QueryKey } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";
import { type Secret, SecretOnce } from "../../../components/secret-once.tsx";

type Scope = Schemas["ServiceToken"]["scopes"][number];

const SCOPES: { value: Scope; label: string }[] = [
  { value: "read", label: "Read everything that the organisation sees" },
  { value: "test", label: "Test: change sandboxes, their keys and records" },
  { value: "publish", label: "Publish: put out releases of its APIs" },
  { value: "admin", label: "Admin: everything that an owner does" },
];
const DAY_MS = 86_400_000;
const LIFETIMES = [
  { value: "30", label: "After 30 days" },
  { value: "90", label: "After 90 days" },
  { value: "365", label: "After a year" },
  { value: "", label: "Never" },
];

export function TokenForm({ touched }: { touched: QueryKey }) {
  const [secret, setSecret] = useState<Secret>();
  const form = useForm({
    initialValues: { name: "", scopes: ["read"] as Scope[], days: "90" },
    validate: { scopes: (scopes) => (scopes.length === 0 ? "Choose at least one." : null) },
  });
  const making = useChange(
    ({ name, scopes, days }: typeof form.values) =>
      answerOf(
        platform.POST("/api/v1/service-tokens/", {
          body: {
            name,
            scopes,
            ...(days === "" ? {} : { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }),
          },
        }),
      ),
    [touched],
    ({ token }) => {
      form.reset();
      setSecret({ title: "Service token", value: token, hint: "Send it as Authorization: Bearer …" });
    },
  );
  return (
    <Card component="section" aria-labelledby="new-token">
      <form onSubmit={form.onSubmit((values) => making.mutate(values))}>
        <Stack>
          <Title order={2} size="h4" id="new-token">
            New service token
          </Title>
          <Group align="flex-end">
            <TextInput
              label="Name"
              placeholder="CI of the shop"
              required
              maxLength={100}
              style={{ flex: "1 1 14rem" }}
              {...form.getInputProps("name")}
            />
            <NativeSelect label="Expires" data={LIFETIMES} {...form.getInputProps("days")} />
          </Group>
          <Checkbox.Group label="What it may do" {...form.getInputProps("scopes")}>
            <Stack gap="xs" mt={6}>
              {SCOPES.map(({ value, label }) => (
                <Checkbox key={value} value={value} label={label} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Refused error={making.error} />
          <Group>
            <Button type="submit" loading={making.isPending}>
              Make the token
            </Button>
          </Group>
        </Stack>
      </form>
      <SecretOnce secret={secret} onSaved={() => setSecret(undefined)} />
    </Card>
  );
}
