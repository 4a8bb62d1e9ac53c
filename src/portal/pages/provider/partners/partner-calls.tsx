// A partner's latest calls to its sandbox. Looking is in the audit log of both, so nothing is asked for until somebody asks.
import { Anchor, Button, Card, Code, Group, NativeSelect, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answerOf, platform } from "../../../api/client.ts";
import { Asked } from "../../../components/asked.tsx";
import { DataTable } from "../../../components/data-table.tsx";
import { Moment } from "../../../components/moment.tsx";
import { StatusBadge } from "../../sandbox/requests/status-badge.tsx";

const SHOWN = 50;
const FILTERS = [
  { value: "", label: "All answers" },
  { value: "4xx", label: "4xx" },
  { value: "5xx", label: "5xx" },
];

export function PartnerCalls({ api, partner }: { api: string; partner: string }) {
  const [isAsked, setAsked] = useState(false);
  const [status, setStatus] = useState("");
  const calls = useQuery({
    queryKey: ["partner", api, partner, "log", status],
    queryFn: async () =>
      (
        await answerOf(
          platform.GET("/api/v1/apis/{slug}/partners/{partner}/log", {
            params: {
              path: { slug: api, partner },
              query: { limit: SHOWN, ...(status === "" ? {} : { status }) },
            },
          }),
        )
      ).data,
    enabled: isAsked,
    // Each look is audited: none happens by itself.
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Card component="section" aria-labelledby="calls">
      <Stack>
        <Title order={2} size="h4" id="calls">
          Latest calls
        </Title>
        {isAsked ? (
          <>
            <Group>
              <NativeSelect
                label="Answers"
                data={FILTERS}
                value={status}
                onChange={(event) => setStatus(event.currentTarget.value)}
              />
            </Group>
            <Asked query={calls}>
              {(rows) =>
                rows.length === 0 ? (
                  <Text c="dimmed">No such call.</Text>
                ) : (
                  <DataTable label="Calls" columns={["Status", "Request", "Why", "When"]}>
                    {rows.map(({ id, seq, status: answered, method, path, why, at }) => (
                      <Table.Tr key={seq}>
                        <Table.Td>
                          <StatusBadge status={answered} />
                        </Table.Td>
                        <Table.Td>
                          <Anchor
                            renderRoot={(props) => (
                              <Link
                                to="/provider/$api/partners/$partner/calls/$request"
                                params={{ api, partner, request: id }}
                                {...props}
                              />
                            )}
                          >
                            <Code bg="transparent" c="inherit">
                              {method} {path}
                            </Code>
                          </Anchor>
                        </Table.Td>
                        <Table.Td>
                          <Text size="sm" c="dimmed">
                            {why}
                          </Text>
                        </Table.Td>
                        <Table.Td style={{ whiteSpace: "nowrap" }}>
                          <Moment at={at} />
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </DataTable>
                )
              }
            </Asked>
          </>
        ) : (
          <Group>
            <Button variant="default" onClick={() => setAsked(true)}>
              Look into their sandbox
            </Button>
            <Text size="sm" c="dimmed">
              Every look is in the audit log.
            </Text>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
