// One field of a submission form.
import { Checkbox, NativeSelect, NumberInput, TextInput, Textarea } from "@mantine/core";
import type { Field, Value } from "./form-fields.ts";

export function FormField({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
}) {
  const named = { label: field.label, description: field.about, required: field.isRequired };
  const text = typeof value === "string" ? value : "";
  const write = (written: string): void => onChange(written === "" ? undefined : written);
  switch (field.kind) {
    case "choice":
      return (
        <NativeSelect
          {...named}
          data={["", ...field.choices]}
          value={text}
          onChange={(event) => write(event.currentTarget.value)}
        />
      );
    case "yes or no":
      return (
        <Checkbox
          label={field.label}
          description={field.about}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "number":
      return (
        <NumberInput
          {...named}
          value={typeof value === "number" ? value : ""}
          onChange={(written) => onChange(typeof written === "number" ? written : undefined)}
        />
      );
    case "long text":
      return (
        <Textarea {...named} rows={4} value={text} onChange={(event) => write(event.currentTarget.value)} />
      );
    case "text":
      return <TextInput {...named} value={text} onChange={(event) => write(event.currentTarget.value)} />;
  }
}
