// The submission form, built by clicking: steps, and the fields of each.
import {
  Button,
  Card,
  Checkbox,
  Group,
  NativeSelect,
  Stack,
  TagsInput,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { FIELD_KINDS, kindOf, nameOf, newField, newStep, ofKind } from "./edited-plan.ts";
import type { PlanForm } from "./plan-form.ts";

export const FormBuilder = ({ form }: { form: PlanForm }) => (
  <Card component="section" aria-labelledby="form">
    <Stack>
      <Title order={2} size="h4" id="form">
        What the partner fills in
      </Title>
      <Text size="sm" c="dimmed">
        The steps of the submission form, in this order. Without a step the partner only confirms.
      </Text>
      {form.values.steps.map(({ key }, i) => (
        <Step key={key} form={form} at={i} />
      ))}
      <Button variant="default" w="fit-content" onClick={() => form.insertListItem("steps", newStep())}>
        Add a step
      </Button>
    </Stack>
  </Card>
);

function Step({ form, at }: { form: PlanForm; at: number }) {
  const step = form.values.steps[at];
  if (!step) return null;
  return (
    <Card bg="var(--sandbar-tint)" role="group" aria-label={`Step ${at + 1}`} padding="md">
      <Stack>
        <Group align="flex-end">
          <TextInput
            label="Title of the step"
            placeholder="Your company"
            withAsterisk
            style={{ flex: "1 1 14rem" }}
            {...form.getInputProps(`steps.${at}.title`)}
          />
          {at === 0 ? null : (
            <Button
              variant="default"
              aria-label={`Move step ${at + 1} up`}
              onClick={() => form.reorderListItem("steps", { from: at, to: at - 1 })}
            >
              Move up
            </Button>
          )}
          <Button
            variant="default"
            aria-label={`Remove step ${at + 1}`}
            onClick={() => form.removeListItem("steps", at)}
          >
            Remove step
          </Button>
        </Group>
        {step.fields.map(({ key }, i) => (
          <FieldRow key={key} form={form} step={at} at={i} />
        ))}
        <Button
          variant="default"
          w="fit-content"
          onClick={() => form.insertListItem(`steps.${at}.fields`, newField())}
        >
          Add a field
        </Button>
      </Stack>
    </Card>
  );
}

function FieldRow({ form, step, at }: { form: PlanForm; step: number; at: number }) {
  const field = form.values.steps[step]?.fields[at];
  if (!field) return null;
  const path = `steps.${step}.fields.${at}` as const;
  const { property, name } = field;
  const kind = kindOf(property);
  const label = property.title ?? name;
  return (
    <Group role="group" aria-label={`Field ${at + 1}`} align="flex-end" gap="sm">
      <TextInput
        label="Label"
        placeholder="Monthly calls"
        withAsterisk
        style={{ flex: "2 1 12rem" }}
        value={label}
        error={form.errors[`${path}.name`]}
        onChange={(event) => {
          const title = event.currentTarget.value;
          form.setFieldValue(path, { ...field, name: nameOf(title), property: { ...property, title } });
        }}
      />
      <NativeSelect
        label="Kind"
        data={[...FIELD_KINDS]}
        style={{ flex: "1 1 9rem" }}
        value={kind}
        onChange={(event) => {
          const chosen = FIELD_KINDS.find((one) => one === event.currentTarget.value);
          if (chosen) form.setFieldValue(`${path}.property`, ofKind(property, chosen));
        }}
      />
      {kind === "one of a list" ? (
        <TagsInput
          label="Choices"
          placeholder="Enter after each"
          style={{ flex: "2 1 12rem" }}
          value={property.enum ?? []}
          onChange={(choices) => form.setFieldValue(`${path}.property`, { ...property, enum: choices })}
        />
      ) : null}
      <Checkbox
        label="Required"
        mb={8}
        checked={field.isRequired}
        onChange={(event) => form.setFieldValue(`${path}.isRequired`, event.currentTarget.checked)}
      />
      <Button
        variant="default"
        aria-label={`Remove ${label === "" ? `field ${at + 1}` : label}`}
        onClick={() => form.removeListItem(`steps.${step}.fields`, at)}
      >
        Remove
      </Button>
    </Group>
  );
}
