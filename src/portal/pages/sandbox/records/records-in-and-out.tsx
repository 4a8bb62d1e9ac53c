// All records of a sandbox at once: exported to a file, imported from one, seeded anew.
import { Alert, Button, FileButton, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";
import { ResetDialog } from "../../../components/reset/reset-dialog.tsx";
import { touchedBy } from "./records-query.ts";
import { counted } from "../../../components/counted.ts";

export function RecordsInAndOut({
  sandbox,
  api,
  onReset,
}: {
  sandbox: string;
  api: string;
  onReset: (at: string) => void;
}) {
  const [isResetting, setResetting] = useState(false);
  const importing = useChange(
    async (file: File) =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/records", {
          params: { path: { sandbox, api } },
          body: recordsIn(await file.text(), file.name),
        }),
      ),
    touchedBy(sandbox, api),
  );
  return (
    <Stack gap="sm">
      <Group>
        <Button
          component="a"
          variant="default"
          href={`/api/v1/sandboxes/${encodeURIComponent(sandbox)}/${encodeURIComponent(api)}/records`}
          download={`${api}-${sandbox}-records.json`}
        >
          Export all
        </Button>
        <FileButton
          accept="application/json,application/x-ndjson,.json,.ndjson,.jsonl"
          onChange={(file) => {
            if (file) importing.mutate(file);
          }}
        >
          {(props) => (
            <Button {...props} variant="default" loading={importing.isPending}>
              Import a file
            </Button>
          )}
        </FileButton>
        <Button variant="default" onClick={() => setResetting(true)}>
          Reset to sample records
        </Button>
      </Group>
      {importing.data ? (
        <Alert
          color="green"
          role="status"
          title={`${counted(importing.data.imported, "record was", "records were")} put in`}
        >
          No webhook tells of it.
        </Alert>
      ) : null}
      <Refused error={importing.error} />
      <ResetDialog
        sandbox={sandbox}
        api={api}
        isOpen={isResetting}
        onClose={() => setResetting(false)}
        onReset={(at) => {
          onReset(at);
          setResetting(false);
        }}
      />
    </Stack>
  );
}

/** What the API takes, from a file as it exports one; whether the records fit is for the API to say. */
function recordsIn(text: string, name: string): Schemas["Records"] | Schemas["RecordLines"] {
  try {
    if (!/\.(ndjson|jsonl)$/i.test(name)) return JSON.parse(text) as Schemas["Records"];
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    return lines.map((line) => JSON.parse(line) as Schemas["RecordLines"][number]);
  } catch (error) {
    throw new Error(`${name} is no JSON: ${String(error)}`, { cause: error });
  }
}
