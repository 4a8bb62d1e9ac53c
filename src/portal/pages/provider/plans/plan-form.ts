// The form in which a plan is edited: its parts change it together.
import { useForm } from "@mantine/form";
import type { EditedPlan } from "./edited-plan.ts";

export type PlanForm = ReturnType<typeof usePlanForm>;

export const usePlanForm = (plan: EditedPlan) =>
  useForm({
    initialValues: plan,
    validate: {
      steps: {
        title: (title: string) => (title.trim() === "" ? "Give the step a title." : null),
        fields: { name: (name: string) => (name === "" ? "Give the field a label." : null) },
      },
    },
  });
