// Approve, request changes, or reject. Requesting changes needs notes: the partner acts on them.
import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { answerOf, platform } from "../../api/client.ts";
import { useChange } from "../../api/use-change.ts";
import { Refused } from "../../components/refused.tsx";

type Choice = "approve" | "request_changes" | "reject";

export function Decision({ api, submission }: { api: string; submission: string }) {
  const [notes, setNotes] = useState("");
  const deciding = useChange(
    (decision: Choice) =>
      answerOf(
        platform.POST("/api/v1/apis/{slug}/submissions/{submission}/decision", {
          params: { path: { slug: api, submission } },
          body: { decision, ...(notes.trim() === "" ? {} : { notes }) },
        }),
      ),
    [["inbox", api]],
  );
  return (
    <Stack gap="sm">
      <Textarea
        label="Notes"
        description="The partner reads them. Requesting changes requires notes."
        autosize
        minRows={2}
        value={notes}
        onChange={(event) => setNotes(event.currentTarget.value)}
      />
      <Group gap="sm">
        <Button disabled={deciding.isPending} onClick={() => deciding.mutate("approve")}>
          Approve
        </Button>
        <Button
          variant="default"
          disabled={deciding.isPending || notes.trim() === ""}
          onClick={() => deciding.mutate("request_changes")}
        >
          Request changes
        </Button>
        <Button variant="default" disabled={deciding.isPending} onClick={() => deciding.mutate("reject")}>
          Reject
        </Button>
      </Group>
      <Refused error={deciding.error} />
    </Stack>
  );
}
