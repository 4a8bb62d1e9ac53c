// Approve, request changes, or reject. Requesting changes needs notes: the partner acts on them.
import { Button, Group, PasswordInput, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";

type Choice = "approve" | "request_changes" | "reject";

export function Decision({
  api,
  submission,
  needsCredential,
}: {
  api: string;
  submission: string;
  /** Live calls are forwarded to the provider with a credential of each partner. */
  needsCredential: boolean;
}) {
  const [notes, setNotes] = useState("");
  const [credential, setCredential] = useState("");
  const deciding = useChange(
    (decision: Choice) =>
      answerOf(
        platform.POST("/api/v1/apis/{slug}/submissions/{submission}/decision", {
          params: { path: { slug: api, submission } },
          body: {
            decision,
            ...(notes.trim() === "" ? {} : { notes }),
            ...(decision === "approve" && credential !== "" ? { credential } : {}),
          },
        }),
      ),
    [
      ["inbox", api],
      ["partners", api],
      ["partner", api],
    ],
  );
  return (
    <Stack gap="sm">
      <Textarea
        label="Notes"
        description="The partner reads them. Rejecting and requesting changes require notes."
        autosize
        minRows={2}
        value={notes}
        onChange={(event) => setNotes(event.currentTarget.value)}
      />
      {needsCredential ? (
        <PasswordInput
          label="Credential of this partner at your API"
          description="Live calls are forwarded with it. It is sealed, and never shown again."
          autoComplete="off"
          value={credential}
          onChange={(event) => setCredential(event.currentTarget.value)}
        />
      ) : null}
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
        <Button
          variant="default"
          disabled={deciding.isPending || notes.trim() === ""}
          onClick={() => deciding.mutate("reject")}
        >
          Reject
        </Button>
      </Group>
      <Refused error={deciding.error} />
    </Stack>
  );
}
