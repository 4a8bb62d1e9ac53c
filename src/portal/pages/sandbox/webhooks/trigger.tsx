// Brings an event about, by the change that causes it.
import { Alert, Button, Card, Group, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";

export function Trigger({ sandbox, api }: { sandbox: string; api: string }) {
  const form = useForm({ initialValues: { event: "" } });
  const triggering = useChange(
    ({ event }: { event: string }) =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/trigger", {
          params: { path: { sandbox, api } },
          body: { event },
        }),
      ),
    [
      ["deliveries", sandbox, api],
      ["tenant", sandbox, api],
      ["log", sandbox, api],
    ],
  );
  return (
    <Card component="section" aria-labelledby="trigger">
      <Title order={2} size="h4" id="trigger" mb="xs">
        Trigger an event
      </Title>
      <form onSubmit={form.onSubmit((values) => triggering.mutate(values))}>
        <Group align="flex-end">
          <TextInput
            label="Event"
            placeholder="its name, as the API's document has it"
            required
            style={{ flex: "1 1 16rem" }}
            {...form.getInputProps("event")}
          />
          <Button type="submit" variant="default" loading={triggering.isPending}>
            Trigger
          </Button>
        </Group>
      </form>
      {triggering.data ? (
        <Alert color="green" mt="sm" role="status">
          <Text size="sm">
            {triggering.data.resource} {triggering.data.record}: {triggering.data.events.join(", ")}
          </Text>
        </Alert>
      ) : null}
      <Refused error={triggering.error} />
    </Card>
  );
}
