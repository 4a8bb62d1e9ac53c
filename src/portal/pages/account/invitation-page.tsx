// An invitation, opened by the link of its mail: who invites, as what, and the answer. Only a confirmed address answers it.
import { Alert, Anchor, Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { answerInvitation, invitationOf, sendVerification, sessionQuery } from "../../api/session.ts";
import { Asked } from "../../components/asked.tsx";
import { FormCard } from "../../components/form-card.tsx";
import { Refused } from "../../components/refused.tsx";

const route = getRouteApi("/signed-in/invitations/$invitation");

export function InvitationPage() {
  const { invitation } = route.useParams();
  const { data: session } = useQuery(sessionQuery);
  return (
    <FormCard title="An invitation" about={session ? `For ${session.user.email}` : ""}>
      {session?.user.emailVerified ? (
        <Answer id={invitation} />
      ) : (
        <ConfirmFirst email={session?.user.email ?? ""} />
      )}
    </FormCard>
  );
}

function Answer({ id }: { id: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const invitation = useQuery({
    queryKey: ["invitation", id],
    queryFn: () => invitationOf(id),
    retry: false,
  });
  const answering = useMutation({
    mutationFn: (answer: "accept" | "reject") => answerInvitation(id, answer),
    onSuccess: async (_answered, answer) => {
      await navigate({ to: answer === "accept" ? "/organisation/members" : "/dashboard" });
      // Everything that was asked was asked for another organisation.
      await queries.resetQueries();
    },
  });
  return (
    <Asked query={invitation}>
      {({ organizationName, inviterEmail, role }) => (
        <>
          <Text>
            {inviterEmail} invites you to be {role} of{" "}
            <Text span fw={650} dir="auto">
              {organizationName}
            </Text>
            . Your own organisation stays; the menu of your account changes between them.
          </Text>
          <Refused error={answering.error} />
          <Group>
            <Button
              loading={answering.isPending && answering.variables === "accept"}
              onClick={() => answering.mutate("accept")}
            >
              Accept
            </Button>
            <Button variant="default" onClick={() => answering.mutate("reject")}>
              Decline
            </Button>
          </Group>
        </>
      )}
    </Asked>
  );
}

function ConfirmFirst({ email }: { email: string }) {
  const queries = useQueryClient();
  const sending = useMutation({ mutationFn: () => sendVerification(email) });
  const looking = useMutation({
    mutationFn: () => queries.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  });
  return (
    <>
      <Alert color="orange" title="Confirm your address first">
        The invitation was sent to it, and only its reader may answer. Open the link in the mail that you got
        when you signed up, then come back to this page.
      </Alert>
      {looking.data?.user.emailVerified === false ? (
        <Text size="sm" role="status">
          The address is not confirmed yet.
        </Text>
      ) : null}
      {sending.isSuccess ? (
        <Text size="sm" role="status">
          The mail is on its way.
        </Text>
      ) : null}
      <Refused error={sending.error} />
      <Group>
        <Button loading={looking.isPending} onClick={() => looking.mutate()}>
          I have confirmed it
        </Button>
        <Button variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
          Send the mail again
        </Button>
      </Group>
      <Anchor size="sm" renderRoot={(props) => <Link to="/dashboard" {...props} />}>
        To the dashboard
      </Anchor>
    </>
  );
}
