// Sends the call that stands in the form: to the demo, or with a key to a sandbox; each answer with its explanation.
import { Button, Group, PasswordInput, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { CopyLine } from "../../components/copy-line.tsx";
import { Refused } from "../../components/refused.tsx";
import { StatusBadge } from "../sandbox/requests/status-badge.tsx";
import type { Call } from "./call.ts";
import { Explanation } from "./explanation.tsx";
import { send } from "./send-call.ts";
import type { useTarget } from "./use-target.ts";

export function TryIt({
  api,
  call,
  aim,
  missing,
  demoWords,
}: {
  api: string;
  call: Call;
  aim: ReturnType<typeof useTarget>;
  /** Path parameters without a value. */
  missing: readonly string[];
  /** What the sandbox makes of this operation, for the demo, which keeps no log. */
  demoWords: string;
}) {
  const { target, key, setKey, setKind, asking, isSignedIn } = aim;
  const sending = useMutation({ mutationFn: send });
  const isDemo = target.kind === "demo";
  return (
    <section aria-labelledby="try-it">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          sending.mutate(call);
        }}
      >
        <Stack gap="sm">
          <Title order={3} size="h4" id="try-it">
            Try it
          </Title>
          <Group gap="sm" align="flex-end">
            <SegmentedControl
              aria-label="Where the call goes"
              data={[
                { value: "demo", label: "Demo" },
                { value: "sandbox", label: "My sandbox" },
              ]}
              value={target.kind}
              onChange={(value) => setKind(value === "sandbox" ? "sandbox" : "demo")}
            />
            <Button type="submit" loading={sending.isPending} disabled={missing.length > 0}>
              Send
            </Button>
          </Group>
          {isDemo ? (
            <Text size="sm" c="dimmed">
              The demo needs no key, and keeps nothing of what you send.
            </Text>
          ) : (
            <Group gap="sm" align="flex-end">
              <PasswordInput
                label="Test key"
                autoComplete="off"
                style={{ flex: "1 1 14rem" }}
                value={key}
                onChange={(event) => setKey(event.currentTarget.value)}
              />
              <Button variant="default" loading={asking.isPending} onClick={() => asking.mutate(undefined)}>
                {isSignedIn ? "Make a key for a day" : "Open a sandbox for a week"}
              </Button>
            </Group>
          )}
          <Refused error={asking.error} />
          {asking.data?.claimToken === undefined ? null : (
            <div>
              <Text size="sm">The link that keeps the sandbox, once you have an account:</Text>
              <CopyLine text={`${location.origin}/claim/${asking.data.claimToken}`} label="the link" />
            </div>
          )}
          {missing.length === 0 ? null : (
            <Text size="sm" c="dimmed">
              Fill in first: {missing.join(", ")}
            </Text>
          )}
          <Refused error={sending.error} />
          {sending.data ? (
            <div role="status" aria-label="Answer">
              <Group gap="sm" mb="xs">
                <StatusBadge status={sending.data.status} />
                <Text size="sm" c="dimmed">
                  {sending.data.media} · {sending.data.milliseconds} ms
                </Text>
              </Group>
              {sending.data.text === "" ? null : (
                <pre className="code" tabIndex={0} aria-label="Body" style={{ maxHeight: "24rem" }}>
                  {sending.data.text}
                </pre>
              )}
              <Explanation
                api={api}
                request={isDemo ? null : sending.data.requestId}
                keyText={target.key}
                demoWords={demoWords}
              />
            </div>
          ) : null}
        </Stack>
      </form>
    </section>
  );
}
