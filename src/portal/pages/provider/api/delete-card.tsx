// Deleting an API: what ends is said in numbers first, and its name has to be written.
import { Button, Card, Group, List, Stack, Text, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Asked } from "../../../components/asked.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { counted } from "../../../components/counted.ts";

export function DeleteCard({ api }: { api: string }) {
  const [isAsked, setAsked] = useState(false);
  const [written, setWritten] = useState("");
  const navigate = useNavigate();
  const path = { slug: api };
  const preview = useQuery({
    queryKey: ["api deletion", api],
    queryFn: () =>
      answerOf(platform.DELETE("/api/v1/apis/{slug}", { params: { path, query: { dryRun: "true" } } })),
    enabled: isAsked,
    staleTime: 0,
  });
  const deleting = useChange(
    () => answerOf(platform.DELETE("/api/v1/apis/{slug}", { params: { path, query: { confirm: written } } })),
    [["apis"]],
    () => {
      notifications.show({ message: `${api} is deleted.` });
      void navigate({ to: "/provider/apis" });
    },
  );
  return (
    <Card component="section" aria-labelledby="delete">
      <Group justify="space-between">
        <div>
          <Title order={2} size="h4" id="delete">
            Delete this API
          </Title>
          <Text size="sm" c="dimmed">
            Its releases, and every sandbox of it. To hide it only, make it private.
          </Text>
        </div>
        <Button variant="default" onClick={() => setAsked(true)}>
          Delete …
        </Button>
      </Group>
      <ConfirmDialog
        title={`Delete ${api}`}
        isOpen={isAsked}
        confirm="Delete for good"
        isPending={deleting.isPending}
        error={deleting.error}
        onConfirm={() => deleting.mutate(undefined)}
        onClose={() => {
          setAsked(false);
          deleting.reset();
        }}
      >
        <Asked query={preview}>
          {({ sandboxes, partners, keys, releases, blockedBy }) => (
            <Stack gap="sm">
              <Text size="sm">
                {counted(sandboxes, "sandbox", "sandboxes")} with all records, {counted(keys, "key")},{" "}
                {counted(releases, "release")} and the subscriptions of {counted(partners, "organisation")}{" "}
                end. It cannot be undone.
              </Text>
              {blockedBy.length === 0 ? (
                <TextInput
                  label="Write the API's name to confirm"
                  value={written}
                  onChange={(event) => setWritten(event.currentTarget.value)}
                />
              ) : (
                <List size="sm">
                  {blockedBy.map((why) => (
                    <List.Item key={why}>{why}</List.Item>
                  ))}
                </List>
              )}
            </Stack>
          )}
        </Asked>
      </ConfirmDialog>
    </Card>
  );
}
