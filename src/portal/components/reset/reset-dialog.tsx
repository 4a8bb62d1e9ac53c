// Resetting a sandbox: first what it would leave of each resource, then the reset itself.
import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, platform } from "../../api/client.ts";
import { useChange } from "../../api/use-change.ts";
import { Asked } from "../asked.tsx";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { type Profile, ProfileSelect } from "./profile-select.tsx";

export function ResetDialog({
  sandbox,
  api,
  isOpen,
  onClose,
  onReset,
}: {
  sandbox: string;
  api: string;
  isOpen: boolean;
  onClose: () => void;
  onReset: (at: string) => void;
}) {
  const [profile, setProfile] = useState<Profile>("small");
  const preview = useQuery({
    queryKey: ["reset preview", sandbox, api, profile],
    queryFn: () =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/reset/preview", {
          params: { path: { sandbox, api } },
          body: { profile },
        }),
      ),
    enabled: isOpen,
    staleTime: 0,
  });
  const resetting = useChange(
    () =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/reset", {
          params: { path: { sandbox, api } },
          body: { profile },
        }),
      ),
    [["lifecycle", api], ["tenant"], ["records"]],
    ({ resetAt }) => onReset(resetAt),
  );
  return (
    <ConfirmDialog
      title="Reset sandbox"
      isOpen={isOpen}
      confirm="Reset sandbox"
      isPending={resetting.isPending}
      error={resetting.error}
      onConfirm={() => resetting.mutate(undefined)}
      onClose={onClose}
    >
      <Text size="sm">
        Reset wipes all records of the sandbox and seeds fresh ones. API keys are preserved. For 15 minutes it
        can be undone.
      </Text>
      <ProfileSelect value={profile} onChange={setProfile} />
      <Asked query={preview}>{({ resources }) => <Preview resources={resources} />}</Asked>
    </ConfirmDialog>
  );
}

const Preview = ({ resources }: { resources: Record<string, { now: number; after: number }> }) => (
  <Table verticalSpacing={6}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Resource</Table.Th>
        <Table.Th ta="end">Records now</Table.Th>
        <Table.Th ta="end">After</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {Object.entries(resources).map(([name, { now, after }]) => (
        <Table.Tr key={name}>
          <Table.Td>{name}</Table.Td>
          <Table.Td ta="end">{now}</Table.Td>
          <Table.Td ta="end">{after}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);
