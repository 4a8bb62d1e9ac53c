// The members: their roles, which hold from the next request on, and the way out.
import { Badge, Button, NativeSelect, Table, Text } from "@mantine/core";
import type { QueryKey } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { organisationQuery } from "../../../api/queries.ts";
import { useChange } from "../../../api/use-change.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { DataTable } from "../../../components/data-table.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";
import type { Roles } from "./invite-form.tsx";

type Member = Schemas["Member"];

export function MemberTable({
  members,
  roles,
  mayChange,
  touched,
}: {
  members: Member[];
  roles: Roles;
  mayChange: boolean;
  touched: QueryKey;
}) {
  const [leaving, setLeaving] = useState<Member>();
  // A change of one's own role changes what this page may offer.
  const touches = [touched, organisationQuery.queryKey];
  const changing = useChange(
    ({ member, role }: { member: string; role: Roles[number]["role"] }) =>
      answerOf(
        platform.PATCH("/api/v1/organisation/members/{member}", {
          params: { path: { member } },
          body: { role },
        }),
      ),
    touches,
  );
  const removing = useChange(
    (member: string) =>
      answerOf(platform.DELETE("/api/v1/organisation/members/{member}", { params: { path: { member } } })),
    touches,
    () => setLeaving(undefined),
  );
  return (
    <>
      <Refused error={changing.error} />
      <DataTable
        label="Members"
        columns={["Name", "E-mail address", "Role", "Since"]}
        hasActions={mayChange}
        minWidth={620}
      >
        {members.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td fw={550}>
              <bdi>{one.name}</bdi> {one.isYou ? <Badge color="gray">you</Badge> : null}
            </Table.Td>
            <Table.Td>{one.email}</Table.Td>
            <Table.Td>
              {mayChange ? (
                <NativeSelect
                  aria-label={`Role of ${one.name}`}
                  size="xs"
                  value={one.role}
                  data={[...new Set([one.role, ...roles.map(({ role }) => role)])]}
                  disabled={changing.isPending}
                  onChange={({ currentTarget }) => {
                    const chosen = roles.find(({ role }) => role === currentTarget.value);
                    if (chosen) changing.mutate({ member: one.id, role: chosen.role });
                  }}
                />
              ) : (
                one.role
              )}
            </Table.Td>
            <Table.Td>
              <Moment at={one.joinedAt} day />
            </Table.Td>
            {mayChange ? (
              <Table.Td>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Remove ${one.name}`}
                  onClick={() => setLeaving(one)}
                >
                  Remove
                </Button>
              </Table.Td>
            ) : null}
          </Table.Tr>
        ))}
      </DataTable>
      <ConfirmDialog
        title="Remove this member"
        isOpen={leaving !== undefined}
        confirm="Remove member"
        isPending={removing.isPending}
        error={removing.error}
        onConfirm={() => {
          if (leaving) removing.mutate(leaving.id);
        }}
        onClose={() => {
          removing.reset();
          setLeaving(undefined);
        }}
      >
        <Text size="sm">
          {leaving?.email} sees nothing of this organisation from their next request on. Sandboxes, keys and
          service tokens that they made stay: revoke what they may still know.
        </Text>
      </ConfirmDialog>
    </>
  );
}
