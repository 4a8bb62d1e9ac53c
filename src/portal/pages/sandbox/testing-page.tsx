// Everything that can be made to go wrong, and the clock.
import { Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { ClockCard } from "./testing/clock-card.tsx";
import { Scenarios } from "./testing/scenarios.tsx";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api");

export function TestingPage() {
  const at = route.useParams();
  return (
    <Stack gap="lg">
      <ClockCard {...at} />
      <Scenarios {...at} />
    </Stack>
  );
}
