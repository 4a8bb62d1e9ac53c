// What a partner's integration has to prove: facts of operations and events, chosen from what the API has.
import { Button, Card, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { Asked } from "../../../components/asked.tsx";
import { newRequirement } from "./edited-plan.ts";
import type { PlanForm } from "./plan-form.ts";

export function EvidenceEditor({ api, form }: { api: string; form: PlanForm }) {
  const choices = useQuery({
    queryKey: ["plan choices", api],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/apis/{slug}/plan-choices", { params: { path: { slug: api } } })),
    staleTime: 60_000,
  });
  return (
    <Card component="section" aria-labelledby="evidence">
      <Stack>
        <Title order={2} size="h4" id="evidence">
          What has to be proved
        </Title>
        <Text size="sm" c="dimmed">
          Calls and deliveries in the partner's sandbox prove it by themselves, workflows by a run with a
          receipt. Submit for Review opens when all is proved.
        </Text>
        <Asked query={choices}>
          {(known) => (
            <Stack gap="sm">
              {form.values.evidence.map(({ key }, i) => (
                <RequirementRow key={key} form={form} at={i} choices={known} />
              ))}
              <Button
                variant="default"
                w="fit-content"
                onClick={() => form.insertListItem("evidence", newRequirement())}
              >
                Add a proof
              </Button>
            </Stack>
          )}
        </Asked>
      </Stack>
    </Card>
  );
}

function RequirementRow({
  form,
  at,
  choices: { operations, events, workflows, facts },
}: {
  form: PlanForm;
  at: number;
  choices: Schemas["PlanChoices"];
}) {
  const about = form.values.evidence[at]?.operation;
  const possible =
    about === undefined
      ? [...facts.operation, ...facts.event, ...facts.workflow]
      : about.startsWith(EVENT)
        ? facts.event
        : about.startsWith(WORKFLOW)
          ? facts.workflow
          : facts.operation;
  const fact = form.values.evidence[at]?.fact ?? "";
  return (
    <Group role="group" aria-label={`Proof ${at + 1}`} align="flex-end" gap="sm">
      <Select
        label="Of"
        placeholder="Any operation, event or workflow"
        searchable
        clearable
        limit={100}
        style={{ flex: "2 1 14rem" }}
        data={[
          {
            group: "Operations",
            items: operations.map(({ id, method, path }) => ({ value: id, label: `${method} ${path}` })),
          },
          { group: "Events", items: events.map((name) => ({ value: `${EVENT}${name}`, label: name })) },
          { group: "Workflows", items: workflows.map((id) => ({ value: `${WORKFLOW}${id}`, label: id })) },
        ]}
        value={about ?? null}
        onChange={(value) => form.setFieldValue(`evidence.${at}.operation`, value ?? undefined)}
      />
      <Select
        label="Fact"
        searchable
        allowDeselect={false}
        style={{ flex: "1 1 12rem" }}
        data={[...new Set([...possible, fact])].map((value) => ({
          value,
          label: value.replaceAll("_", " "),
        }))}
        value={fact}
        onChange={(value) => form.setFieldValue(`evidence.${at}.fact`, value ?? "")}
      />
      <TextInput
        label="What the partner reads"
        placeholder="Has created a book"
        style={{ flex: "2 1 14rem" }}
        {...form.getInputProps(`evidence.${at}.title`)}
        value={form.values.evidence[at]?.title ?? ""}
      />
      <Button
        variant="default"
        aria-label={`Remove proof ${at + 1}`}
        onClick={() => form.removeListItem("evidence", at)}
      >
        Remove
      </Button>
    </Group>
  );
}

const EVENT = "event ";
const WORKFLOW = "workflow ";
