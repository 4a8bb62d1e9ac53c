// A submission form of several steps, and a last one in which everything is read again before it is sent.
import { Button, Group, Modal, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Refused } from "../../components/refused.tsx";
import { FormField } from "./form-field.tsx";
import { type FormStep, type Values, fieldsOf } from "./form-fields.ts";

export function SubmissionForm({
  steps,
  isPending,
  error,
  onSubmit,
  onClose,
}: {
  steps: FormStep[];
  isPending: boolean;
  error: Error | null;
  onSubmit: (values: Values) => void;
  onClose: () => void;
}) {
  const [at, setAt] = useState(0);
  const [values, setValues] = useState<Values>({});
  const step = steps[at];
  const set = (name: string, value: Values[string] | undefined): void =>
    setValues(({ [name]: _before, ...others }) =>
      value === undefined ? others : { ...others, [name]: value },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title="Submit for Review"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (step) setAt(at + 1);
          else onSubmit(values);
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            Step {at + 1} of {steps.length + 1}
          </Text>
          <Title order={2} size="h4">
            {step?.title ?? "Review"}
          </Title>
          {step ? (
            fieldsOf(step).map((field) => (
              <FormField
                key={field.name}
                field={field}
                value={values[field.name]}
                onChange={(value) => set(field.name, value)}
              />
            ))
          ) : (
            <Answers steps={steps} values={values} />
          )}
          <Refused error={error} />
          <Group justify="space-between">
            <Button variant="default" disabled={at === 0} onClick={() => setAt(at - 1)}>
              Back
            </Button>
            <Button type="submit" loading={isPending}>
              {step ? "Next" : "Submit for Review"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const Answers = ({ steps, values }: { steps: FormStep[]; values: Values }) => (
  <Table>
    <Table.Tbody>
      {steps.flatMap(fieldsOf).map(({ name, label }) => (
        <Table.Tr key={name}>
          <Table.Th scope="row">{label}</Table.Th>
          <Table.Td dir="auto">{values[name] === undefined ? "–" : String(values[name])}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);
