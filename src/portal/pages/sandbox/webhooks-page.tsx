// Where a sandbox sends its events, and what came of it.
import { Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { Deliveries } from "./webhooks/deliveries.tsx";
import { Endpoints } from "./webhooks/endpoints.tsx";
import { Trigger } from "./webhooks/trigger.tsx";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api");

export function WebhooksPage() {
  const at = route.useParams();
  return (
    <Stack gap="lg">
      <Endpoints {...at} />
      <Trigger {...at} />
      <Deliveries {...at} />
    </Stack>
  );
}
