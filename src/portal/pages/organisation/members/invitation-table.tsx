// Invitations that nobody has answered: sent again, or taken back.
import { Badge, Button, Group, Table } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { QueryKey } from "@tanstack/react-query";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { DataTable } from "../../../components/data-table.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";

type Invitation = Schemas["Invitation"];

export function InvitationTable({
  invitations,
  mayChange,
  touched,
}: {
  invitations: Invitation[];
  mayChange: boolean;
  touched: QueryKey;
}) {
  const cancelling = useChange(
    (invitation: string) =>
      answerOf(
        platform.DELETE("/api/v1/organisation/invitations/{invitation}", {
          params: { path: { invitation } },
        }),
      ),
    [touched],
  );
  return (
    <>
      <Refused error={cancelling.error} />
      <DataTable
        label="Open invitations"
        columns={["E-mail address", "As", "Invited by", "Good until"]}
        hasActions={mayChange}
        minWidth={620}
      >
        {invitations.map(({ id, email, role, invitedBy, expiresAt, isExpired }) => (
          <Table.Tr key={id}>
            <Table.Td fw={550}>{email}</Table.Td>
            <Table.Td>{role}</Table.Td>
            <Table.Td>
              <bdi>{invitedBy}</bdi>
            </Table.Td>
            <Table.Td>{isExpired ? <Badge color="gray">expired</Badge> : <Moment at={expiresAt} />}</Table.Td>
            {mayChange ? (
              <Table.Td>
                <Group gap={6} wrap="nowrap">
                  <SendAgain email={email} role={role} touched={touched} />
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Take back what was sent to ${email}`}
                    onClick={() => cancelling.mutate(id)}
                  >
                    Take back
                  </Button>
                </Group>
              </Table.Td>
            ) : null}
          </Table.Tr>
        ))}
      </DataTable>
    </>
  );
}

function SendAgain({ email, role, touched }: Pick<Invitation, "email" | "role"> & { touched: QueryKey }) {
  const sending = useChange(
    () => answerOf(platform.POST("/api/v1/organisation/invitations", { body: { email, role } })),
    [touched],
    () => notifications.show({ message: `The mail to ${email} is sent again.` }),
  );
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={`Send again to ${email}`}
      loading={sending.isPending}
      onClick={() => sending.mutate(undefined)}
    >
      Send again
    </Button>
  );
}
