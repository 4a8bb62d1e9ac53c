// Invites somebody by mail, as one of the roles.
import { Button, Card, Group, NativeSelect, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import type { QueryKey } from "@tanstack/react-query";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";

export type Roles = Schemas["Organisation"]["roles"];
type Role = Roles[number]["role"];

export function InviteForm({ roles, touched }: { roles: Roles; touched: QueryKey }) {
  const form = useForm<{ email: string; role: Role }>({ initialValues: { email: "", role: "developer" } });
  const inviting = useChange(
    (body: typeof form.values) => answerOf(platform.POST("/api/v1/organisation/invitations", { body })),
    [touched],
    ({ email }) => {
      form.reset();
      notifications.show({ message: `The invitation is on its way to ${email}.` });
    },
  );
  return (
    <Card component="section" aria-labelledby="invite">
      <form onSubmit={form.onSubmit((values) => inviting.mutate(values))}>
        <Stack>
          <Title order={2} size="h4" id="invite">
            Invite somebody
          </Title>
          <Group align="flex-end">
            <TextInput
              label="E-mail address"
              type="email"
              required
              maxLength={254}
              style={{ flex: "1 1 16rem" }}
              {...form.getInputProps("email")}
            />
            <NativeSelect label="As" data={roles.map(({ role }) => role)} {...form.getInputProps("role")} />
            <Button type="submit" loading={inviting.isPending}>
              Invite
            </Button>
          </Group>
          <Text size="sm" c="dimmed">
            {roles.find(({ role }) => role === form.values.role)?.may}.
          </Text>
          <Refused error={inviting.error} />
        </Stack>
      </form>
    </Card>
  );
}
