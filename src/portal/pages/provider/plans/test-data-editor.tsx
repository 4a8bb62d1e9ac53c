// What the partner reads while testing: ids, numbers and names that mean something in the sandbox.
import { Button, Card, Group, Stack, TextInput, Title } from "@mantine/core";
import { newTestData } from "./edited-plan.ts";
import type { PlanForm } from "./plan-form.ts";

const COLUMNS = [
  ["name", "Name", "A customer who pays late"],
  ["value", "Value", "cus_123"],
  ["description", "Description", "Use it to see an overdue invoice."],
] as const;

export const TestDataEditor = ({ form }: { form: PlanForm }) => (
  <Card component="section" aria-labelledby="test-data">
    <Stack>
      <Title order={2} size="h4" id="test-data">
        Test data
      </Title>
      {form.values.testData.map(({ key }, i) => (
        <Group key={key} role="group" aria-label={`Test data ${i + 1}`} align="flex-end" gap="sm">
          {COLUMNS.map(([name, label, placeholder]) => (
            <TextInput
              key={name}
              label={label}
              placeholder={placeholder}
              style={{ flex: "1 1 12rem" }}
              {...form.getInputProps(`testData.${i}.${name}`)}
            />
          ))}
          <Button
            variant="default"
            aria-label={`Remove test data ${i + 1}`}
            onClick={() => form.removeListItem("testData", i)}
          >
            Remove
          </Button>
        </Group>
      ))}
      <Button
        variant="default"
        w="fit-content"
        onClick={() => form.insertListItem("testData", newTestData())}
      >
        Add test data
      </Button>
    </Stack>
  </Card>
);
