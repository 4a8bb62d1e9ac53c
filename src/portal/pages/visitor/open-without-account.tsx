// A sandbox for a week without an account: its key and the link that takes it over, both shown once.
import { Alert, Button, Card, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { answerOf, platform } from "../../api/client.ts";
import { sessionQuery } from "../../api/session.ts";
import { CopyLine } from "../../components/copy-line.tsx";
import { Moment } from "../../components/moment.tsx";
import { Refused } from "../../components/refused.tsx";

export function OpenWithoutAccount({ api }: { api: string }) {
  const { data: session } = useQuery(sessionQuery);
  const opening = useMutation({
    mutationFn: () => answerOf(platform.POST("/api/v1/claimable/", { body: { api } })),
  });
  // Who has an account opens their own.
  if (session) return null;
  return (
    <Card component="section" aria-labelledby="open">
      <Group justify="space-between">
        <div>
          <Title order={2} size="h4" id="open">
            A sandbox of your own, without an account
          </Title>
          <Text size="sm" c="dimmed">
            It keeps what you do for a week. Sign up within it to keep it for good.
          </Text>
        </div>
        <Button loading={opening.isPending} onClick={() => opening.mutate()}>
          Open a sandbox
        </Button>
      </Group>
      <Refused error={opening.error} />
      <Modal
        opened={opening.data !== undefined}
        onClose={() => undefined}
        title="Your sandbox"
        size="lg"
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
      >
        {opening.data === undefined ? null : (
          <Stack>
            <Alert color="orange" title="Save both: they are shown only once">
              Nobody can show them again. The sandbox ends <Moment at={opening.data.expiresAt} />.
            </Alert>
            <Text fw={550}>The test key</Text>
            <CopyLine text={opening.data.testApiKey.rawKey} label="the test key" />
            <Text fw={550}>The link that keeps the sandbox, once you have an account</Text>
            <CopyLine text={`${location.origin}/claim/${opening.data.claimToken}`} label="the link" />
            <Button onClick={() => opening.reset()} data-autofocus>
              I have saved them
            </Button>
          </Stack>
        )}
      </Modal>
    </Card>
  );
}
