// The three phases, and where the subscription is.
import { Group, Paper, SimpleGrid, Text, ThemeIcon } from "@mantine/core";
import IconCheck from "@tabler/icons-react/icons/IconCheck";
import IconX from "@tabler/icons-react/icons/IconX";
import type { Schemas } from "../../api/client.ts";
import { PHASES } from "./phases.ts";

type Step = Schemas["Subscription"]["stepper"][number];

const STATES: Readonly<Record<Step["state"], { word: string; color: string }>> = {
  done: { word: "Done", color: "green.9" },
  current: { word: "Now", color: "cyan.9" },
  open: { word: "Later", color: "gray.7" },
  rejected: { word: "Rejected", color: "red.9" },
};

export const PhaseStepper = ({ stepper }: { stepper: Step[] }) => (
  <Paper withBorder p="md" radius="md">
    <SimpleGrid
      component="ol"
      cols={{ base: 1, xs: 3 }}
      m={0}
      p={0}
      style={{ listStyle: "none" }}
      aria-label="Phases"
    >
      {stepper.map(({ phase, state }, i) => (
        <li key={phase} {...(state === "current" ? { "aria-current": "step" as const } : {})}>
          <Group gap="sm" wrap="nowrap">
            <ThemeIcon radius="xl" size={32} color={STATES[state].color}>
              <Mark state={state} number={i + 1} />
            </ThemeIcon>
            <div>
              <Text fw={650}>{PHASES[phase]}</Text>
              <Text size="xs" c="dimmed">
                {STATES[state].word}
              </Text>
            </div>
          </Group>
        </li>
      ))}
    </SimpleGrid>
  </Paper>
);

function Mark({ state, number }: { state: Step["state"]; number: number }) {
  if (state === "done") return <IconCheck size={18} aria-hidden />;
  if (state === "rejected") return <IconX size={18} aria-hidden />;
  return <>{number}</>;
}
