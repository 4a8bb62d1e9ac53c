// Submitting for review: at once, or, where the plan has a form, by its steps and a last one that shows everything.
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../api/client.ts";
import { useChange } from "../../api/use-change.ts";
import { Refused } from "../../components/refused.tsx";
import type { Values } from "./form-fields.ts";
import { SubmissionForm } from "./submission-form.tsx";

export function SubmitForReview({ subscription }: { subscription: Schemas["Subscription"] }) {
  const { api, phase, form, canSubmit, whyNot } = subscription;
  const [isOpen, setOpen] = useState(false);
  const submitting = useChange(
    (values: Values) =>
      answerOf(
        platform.POST("/api/v1/subscriptions/{api}/submissions", {
          params: { path: { api } },
          // The client's type of an object with open members lets no member through.
          body: { form: values as Record<string, never> },
        }),
      ),
    [["subscription", api]],
    () => setOpen(false),
  );
  if (phase === "production") return null;
  if (phase === "in_review") return <Button disabled>Submitted for Review</Button>;
  return (
    <div>
      <Button
        disabled={!canSubmit}
        loading={submitting.isPending}
        onClick={() => (form.length === 0 ? submitting.mutate({}) : setOpen(true))}
      >
        Submit for Review
      </Button>
      {whyNot === null ? null : (
        <Text size="sm" c="dimmed" maw={340} mt={4}>
          {whyNot}
        </Text>
      )}
      {isOpen ? (
        <SubmissionForm
          steps={form}
          isPending={submitting.isPending}
          error={submitting.error}
          onSubmit={submitting.mutate}
          onClose={() => setOpen(false)}
        />
      ) : (
        <Refused error={submitting.error} />
      )}
    </div>
  );
}
