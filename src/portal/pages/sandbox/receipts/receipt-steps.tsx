// One receipt: each step with its checks and the call that the log has of it; and a link for readers without an account.
import { Badge, Button, Code, Group, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Asked } from "../../../components/asked.tsx";
import { CopyLine } from "../../../components/copy-line.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";

export function ReceiptSteps({ sandbox, api, receipt }: { sandbox: string; api: string; receipt: string }) {
  const params = { path: { sandbox, api, receipt } };
  const whole = useQuery({
    queryKey: ["receipt", sandbox, api, receipt],
    queryFn: () => answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}/receipts/{receipt}", { params })),
  });
  const sharing = useChange(
    () =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/receipts/{receipt}/link", { params, body: {} }),
      ),
    [],
  );
  return (
    <Asked query={whole}>
      {({ steps, milliseconds, release }) => (
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {milliseconds} ms, release {release.slice(0, 12)}
          </Text>
          {steps.map(({ stepId, title, passed, checks, call }) => (
            <div key={stepId}>
              <Group gap="xs">
                <Badge color={passed ? "green" : "red"}>{passed ? "passed" : "failed"}</Badge>
                <Text fw={550}>{title || stepId}</Text>
                {call === null ? null : (
                  <Code>
                    {call.method} {call.path}: {call.status}
                  </Code>
                )}
              </Group>
              <List size="sm">
                {checks.map(({ what, passed: isMet }) => (
                  <List.Item key={what}>
                    {isMet ? "met" : "not met"}: {what}
                  </List.Item>
                ))}
              </List>
            </div>
          ))}
          {sharing.data ? (
            <div>
              <CopyLine text={sharing.data.url} label="the link" />
              <Text size="sm" c="dimmed">
                Whoever has it may read this receipt until <Moment at={sharing.data.expiresAt} />.
              </Text>
            </div>
          ) : (
            <Group>
              <Button
                size="xs"
                variant="default"
                loading={sharing.isPending}
                onClick={() => sharing.mutate(undefined)}
              >
                Share it by a link
              </Button>
            </Group>
          )}
          <Refused error={sharing.error} />
        </Stack>
      )}
    </Asked>
  );
}
