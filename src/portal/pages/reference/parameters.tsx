// The parameters of an operation, to read and to fill in.
import { Badge, Code, Group, Stack, TextInput, Title } from "@mantine/core";
import type { JsonObject } from "#lib/json.ts";
import { placeOf } from "./call.ts";
import type { Parameter } from "./document.ts";
import { Description, Words } from "./schema-tree.tsx";

export function Parameters({
  document,
  parameters,
  values,
  onChange,
}: {
  document: JsonObject;
  parameters: readonly Parameter[];
  values: Readonly<Record<string, string>>;
  onChange: (values: Record<string, string>) => void;
}) {
  if (parameters.length === 0) return null;
  return (
    <section aria-labelledby="parameters">
      <Title order={3} size="h4" id="parameters" mb="xs">
        Parameters
      </Title>
      <Stack gap="md">
        {parameters.map((one) => (
          <Group key={placeOf(one)} align="flex-start" gap="md">
            <div style={{ flex: "1 1 16rem", minWidth: 0 }}>
              <Group gap="xs">
                <Code fw={650}>{one.name}</Code>
                <Badge color="gray">{one.in}</Badge>
                {one.isRequired ? <Badge color="orange">required</Badge> : null}
              </Group>
              <Words document={document} schema={one.schema} />
              <Description text={one.description} />
            </div>
            <TextInput
              style={{ flex: "0 1 14rem" }}
              aria-label={`${one.name}, in the ${one.in}`}
              value={values[placeOf(one)] ?? ""}
              onChange={(event) => onChange({ ...values, [placeOf(one)]: event.currentTarget.value })}
            />
          </Group>
        ))}
      </Stack>
    </section>
  );
}
