// The people of an organisation: who is in it, as what, who is invited, and what each role may do.
import { Card, List, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answerOf, platform } from "../../api/client.ts";
import { membersQuery, organisationQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { InvitationTable } from "./members/invitation-table.tsx";
import { InviteForm } from "./members/invite-form.tsx";
import { MemberTable } from "./members/member-table.tsx";

const INVITATIONS = ["invitations"] as const;
const MOST = { params: { query: { limit: 500 } } };

export function MembersPage() {
  const organisation = useQuery(organisationQuery);
  const members = useQuery(membersQuery);
  const invitations = useQuery({
    queryKey: INVITATIONS,
    queryFn: async () => (await answerOf(platform.GET("/api/v1/organisation/invitations", MOST))).data,
  });
  return (
    <Asked query={organisation}>
      {({ rights, roles }) => {
        const mayChange = rights.includes("own");
        return (
          <Stack gap="lg">
            {mayChange ? <InviteForm roles={roles} touched={INVITATIONS} /> : null}
            <Card component="section" aria-labelledby="members">
              <Title order={2} size="h4" id="members" mb="sm">
                Members
              </Title>
              <Asked query={members}>
                {(list) => (
                  <MemberTable
                    members={list}
                    roles={roles}
                    mayChange={mayChange}
                    touched={membersQuery.queryKey}
                  />
                )}
              </Asked>
            </Card>
            <Card component="section" aria-labelledby="invitations">
              <Title order={2} size="h4" id="invitations" mb="sm">
                Open invitations
              </Title>
              <Asked query={invitations}>
                {(list) =>
                  list.length === 0 ? (
                    <Text c="dimmed">Nobody is invited at present.</Text>
                  ) : (
                    <InvitationTable invitations={list} mayChange={mayChange} touched={INVITATIONS} />
                  )
                }
              </Asked>
            </Card>
            <Card component="section" aria-labelledby="roles">
              <Title order={2} size="h4" id="roles" mb="sm">
                What each role may do
              </Title>
              <List spacing="xs" listStyleType="none">
                {roles.map(({ role, may }) => (
                  <List.Item key={role}>
                    <Text span fw={650}>
                      {role}
                    </Text>
                    : {may}.
                  </List.Item>
                ))}
              </List>
              {mayChange ? null : (
                <Text size="sm" c="dimmed" mt="sm">
                  Members and roles are changed by owners.
                </Text>
              )}
            </Card>
          </Stack>
        );
      }}
    </Asked>
  );
}
