// A plan built by clicking: what it allows, what it asks for as proof, what the partner fills in, and what they read while testing.
import {
  Anchor,
  Button,
  Card,
  Checkbox,
  Group,
  NumberInput,
  SimpleGrid,
  Stack,
  TextInput,
  Title,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link, useNavigate } from "@tanstack/react-router";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";
import { type EditedPlan, planBodyOf } from "./edited-plan.ts";
import { EvidenceEditor } from "./evidence-editor.tsx";
import { FormBuilder } from "./form-builder.tsx";
import { usePlanForm } from "./plan-form.ts";
import { TestDataEditor } from "./test-data-editor.tsx";

const LIMITS = [
  ["perMinute", "Calls a minute"],
  ["perMonth", "Calls a month"],
  ["keys", "Test keys"],
  ["sandboxes", "Sandboxes"],
] as const;

export function PlanEditor({ api, plan, isNew }: { api: string; plan: EditedPlan; isNew: boolean }) {
  const form = usePlanForm(plan);
  const navigate = useNavigate();
  const saving = useChange(
    (values: EditedPlan) =>
      answerOf(
        platform.PUT("/api/v1/apis/{slug}/plans/{plan}", {
          params: { path: { slug: api, plan: values.slug } },
          body: planBodyOf(values),
        }),
      ),
    [["plans", api]],
    ({ name }) => {
      notifications.show({ message: `The plan ${name} is saved.` });
      void navigate({ to: "/provider/$api/plans", params: { api } });
    },
  );
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))}>
      <Stack gap="lg">
        <Anchor renderRoot={(props) => <Link to="/provider/$api/plans" params={{ api }} {...props} />}>
          All plans
        </Anchor>
        <Card component="section" aria-labelledby="plan">
          <Stack>
            <Title order={2} size="h4" id="plan">
              {isNew ? "New plan" : plan.name}
            </Title>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput label="Name" placeholder="Standard" required {...form.getInputProps("name")} />
              <TextInput
                label="Short name"
                description="Small letters, digits and dashes"
                required
                disabled={!isNew}
                {...form.getInputProps("slug")}
              />
            </SimpleGrid>
            <Checkbox
              label="Partners who choose no plan get this one"
              {...form.getInputProps("isDefault", { type: "checkbox" })}
            />
            <Checkbox label="It has a sandbox" {...form.getInputProps("sandbox", { type: "checkbox" })} />
            <Checkbox
              label="Production is reviewed"
              description="Without a review it is open at once"
              {...form.getInputProps("review", { type: "checkbox" })}
            />
            <Checkbox
              label="It is paid"
              description="Live keys wait until the payment is confirmed"
              {...form.getInputProps("paid", { type: "checkbox" })}
            />
            <SimpleGrid cols={{ base: 2, sm: 4 }}>
              {LIMITS.map(([name, label]) => (
                <NumberInput
                  key={name}
                  label={label}
                  placeholder="No limit"
                  min={1}
                  allowDecimal={false}
                  value={form.values.limits[name] ?? ""}
                  onChange={(value) =>
                    form.setFieldValue(`limits.${name}`, typeof value === "number" ? value : null)
                  }
                />
              ))}
            </SimpleGrid>
          </Stack>
        </Card>
        <EvidenceEditor api={api} form={form} />
        <FormBuilder form={form} />
        <TestDataEditor form={form} />
        <Refused error={saving.error} />
        <Group>
          <Button type="submit" loading={saving.isPending}>
            Save plan
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
