// A record as JSON. What is saved is held to the API's schema, by the API.
import { Button, Card, Group, JsonInput, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";
import { touchedBy } from "./records-query.ts";

export function RecordEditor({
  sandbox,
  api,
  record: { resource, parent, doc },
}: {
  sandbox: string;
  api: string;
  record: Schemas["Record"];
}) {
  const shown = JSON.stringify(doc, null, 2);
  const [text, setText] = useState(shown);
  const edited = objectIn(text);
  const saving = useChange(
    (changed: Schemas["Record"]["doc"]) =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/records", {
          params: { path: { sandbox, api } },
          body: { records: { [resource]: [{ doc: changed, ...(parent === "" ? {} : { parent }) }] } },
        }),
      ),
    touchedBy(sandbox, api),
    () => notifications.show({ message: "Saved." }),
  );
  return (
    <Card component="section" aria-labelledby="members">
      <Stack>
        <Title order={3} size="h4" id="members">
          Members
        </Title>
        <JsonInput
          label="The record as JSON"
          description="Under another id it is saved as another record. No webhook tells of the change."
          autosize
          minRows={6}
          maxRows={30}
          spellCheck={false}
          error={edited === undefined ? "This is no JSON object." : null}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={text}
          onChange={setText}
        />
        <Refused error={saving.error} />
        <Group justify="flex-end">
          {text === shown ? (
            <Text size="sm" c="dimmed">
              Nothing is changed.
            </Text>
          ) : (
            <Button variant="default" onClick={() => setText(shown)}>
              Back to what is stored
            </Button>
          )}
          <Button
            disabled={edited === undefined || text === shown}
            loading={saving.isPending}
            onClick={() => {
              if (edited) saving.mutate(edited);
            }}
          >
            Save
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}

/** The JSON object that a text is; undefined where it is none. */
function objectIn(text: string): Schemas["Record"]["doc"] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Schemas["Record"]["doc"]) : undefined;
  } catch {
    return undefined;
  }
}
