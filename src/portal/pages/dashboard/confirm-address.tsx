// Reminds somebody whose address is not confirmed, and sends the mail again.
import { Alert, Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { sendVerification, sessionQuery } from "../../api/session.ts";
import { Refused } from "../../components/refused.tsx";

export function ConfirmAddress() {
  const { data: session } = useQuery(sessionQuery);
  const sending = useMutation({ mutationFn: sendVerification });
  if (!session || session.user.emailVerified) return null;
  const { email } = session.user;
  return (
    <Alert color="gray" mb="lg">
      <Group justify="space-between">
        <Text size="sm">
          {sending.isSuccess
            ? "A new link is on its way to "
            : "Confirm your address by the link in the mail to "}
          {email}.
        </Text>
        <Button size="xs" variant="default" loading={sending.isPending} onClick={() => sending.mutate(email)}>
          Send it again
        </Button>
      </Group>
      <Refused error={sending.error} />
    </Alert>
  );
}
