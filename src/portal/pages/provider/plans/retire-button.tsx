// Takes a plan off the list; partners who have it keep it.
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import type { Plan } from "./edited-plan.ts";

export function RetireButton({ api, plan }: { api: string; plan: Plan }) {
  const [isAsked, setAsked] = useState(false);
  const retiring = useChange(
    () =>
      answerOf(
        platform.DELETE("/api/v1/apis/{slug}/plans/{plan}", {
          params: { path: { slug: api, plan: plan.slug } },
        }),
      ),
    [["plans", api]],
    () => setAsked(false),
  );
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsked(true)}>
        Retire
      </Button>
      <ConfirmDialog
        title={`Retire the plan ${plan.name}`}
        isOpen={isAsked}
        confirm="Retire plan"
        isPending={retiring.isPending}
        error={retiring.error}
        onConfirm={() => retiring.mutate(undefined)}
        onClose={() => setAsked(false)}
      >
        <Text size="sm">No partner can choose it any more. Who has it keeps it.</Text>
      </ConfirmDialog>
    </>
  );
}
