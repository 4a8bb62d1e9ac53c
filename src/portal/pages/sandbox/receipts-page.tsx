// Receipts of workflow runs: what was run against this sandbox's API, and whether the log bears it out.
import { Accordion, Badge, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { answerOf, platform } from "../../api/client.ts";
import { Asked } from "../../components/asked.tsx";
import { counted } from "../../components/counted.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { Moment } from "../../components/moment.tsx";
import { ReceiptSteps } from "./receipts/receipt-steps.tsx";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api");
const SHOWN = 100;

export function ReceiptsPage() {
  const { sandbox, api } = route.useParams();
  const [open, setOpen] = useState<string | null>(null);
  const receipts = useQuery({
    queryKey: ["receipts", sandbox, api],
    queryFn: async () =>
      (
        await answerOf(
          platform.GET("/api/v1/sandboxes/{sandbox}/{api}/receipts", {
            params: { path: { sandbox, api }, query: { limit: SHOWN } },
          }),
        )
      ).data,
  });
  return (
    <Asked query={receipts}>
      {(list) =>
        list.length === 0 ? (
          <EmptyState title="No receipt yet" command={`npx sandbar run ${api} --all --receipt`}>
            A workflow that is run with a receipt is kept here, call by call. One that passed is evidence for
            a review.
          </EmptyState>
        ) : (
          <Accordion variant="separated" value={open} onChange={setOpen}>
            {list.map(({ id, at, workflow, scenario, passed, steps }) => (
              <Accordion.Item key={id} value={id}>
                <Accordion.Control>
                  <Group gap="sm">
                    <Badge color={passed ? "green" : "red"}>{passed ? "passed" : "failed"}</Badge>
                    <Text fw={550}>{workflow}</Text>
                    <Text size="sm" c="dimmed">
                      {counted(steps, "step")}
                      {scenario === null ? "" : `, with ${scenario}`} · <Moment at={at} />
                    </Text>
                  </Group>
                </Accordion.Control>
                <Accordion.Panel>
                  <Stack>
                    {open === id ? <ReceiptSteps sandbox={sandbox} api={api} receipt={id} /> : null}
                  </Stack>
                </Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
        )
      }
    </Asked>
  );
}
