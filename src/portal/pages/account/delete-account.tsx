// Deleting the account: what that ends is said in numbers, and the password has to be given.
import { Button, Card, Group, List, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../api/client.ts";
import { deleteAccount, sessionQuery } from "../../api/session.ts";
import { Asked } from "../../components/asked.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { counted } from "../../components/counted.ts";

export function DeleteAccount() {
  const [isAsked, setAsked] = useState(false);
  const [password, setPassword] = useState("");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const preview = useQuery({
    queryKey: ["account deletion"],
    queryFn: () => answerOf(platform.GET("/api/v1/me/deletion")),
    enabled: isAsked,
    staleTime: 0,
  });
  const deleting = useMutation({
    mutationFn: deleteAccount,
    onSuccess: async () => {
      queries.setQueryData(sessionQuery.queryKey, null);
      await navigate({ to: "/" });
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    },
  });
  return (
    <Card component="section" aria-labelledby="delete">
      <Group justify="space-between">
        <div>
          <Title order={2} size="h4" id="delete">
            Delete your account
          </Title>
          <Text size="sm" c="dimmed">
            What that ends is said before it is done.
          </Text>
        </div>
        <Button variant="default" onClick={() => setAsked(true)}>
          Delete …
        </Button>
      </Group>
      <ConfirmDialog
        title="Delete your account"
        isOpen={isAsked}
        confirm="Delete for good"
        isPending={deleting.isPending}
        error={deleting.error}
        onConfirm={() => deleting.mutate(password)}
        onClose={() => {
          setAsked(false);
          setPassword("");
          deleting.reset();
        }}
      >
        <Asked query={preview}>{(known) => <WhatEnds preview={known} />}</Asked>
        {preview.data && preview.data.blockedBy.length === 0 ? (
          <PasswordInput
            label="Your password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        ) : null}
      </ConfirmDialog>
    </Card>
  );
}

const WhatEnds = ({
  preview: { email, organisations, blockedBy },
}: {
  preview: Schemas["AccountDeletion"];
}) => (
  <Stack gap="xs">
    <Text size="sm">The account of {email} ends at once, and cannot be brought back.</Text>
    <List size="sm">
      {organisations.map(({ id, name, ends, sandboxes, testKeys, liveKeys }) => (
        <List.Item key={id}>
          <bdi>{name}</bdi>
          {ends
            ? ` ends with it: ${counted(sandboxes, "sandbox", "sandboxes")} with all records, ${counted(testKeys, "test key")}, ${counted(liveKeys, "live key")}.`
            : " stays: others are in it."}
        </List.Item>
      ))}
    </List>
    {blockedBy.length === 0 ? null : (
      <>
        <Text size="sm" fw={550}>
          It cannot be deleted yet:
        </Text>
        <List size="sm">
          {blockedBy.map((why) => (
            <List.Item key={why}>{why}</List.Item>
          ))}
        </List>
      </>
    )}
  </Stack>
);
