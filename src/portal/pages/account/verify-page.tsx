// The link in the mail that asks whether an address is right.
import { Alert, Anchor, Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { verifyAddress } from "../../api/session.ts";
import { FormCard } from "../../components/form-card.tsx";
import { Refused } from "../../components/refused.tsx";

const route = getRouteApi("/verify");

/** A person presses the button: programs that look into mail follow links, too. */
export function VerifyPage() {
  const { token } = route.useSearch();
  const verifying = useMutation({ mutationFn: verifyAddress });
  if (token === undefined)
    return (
      <FormCard title="Confirm your address" about="Open the link in the mail that we sent you.">
        <Anchor renderRoot={(props) => <Link to="/dashboard" {...props} />}>To the dashboard</Anchor>
      </FormCard>
    );
  return (
    <FormCard title="Confirm your address" about="So that we know that mail reaches you.">
      {verifying.isSuccess ? (
        <Alert title="Your address is confirmed" color="green" role="status">
          <Anchor renderRoot={(props) => <Link to="/dashboard" {...props} />}>To the dashboard</Anchor>
        </Alert>
      ) : (
        <Button loading={verifying.isPending} onClick={() => verifying.mutate(token)}>
          Confirm
        </Button>
      )}
      <Refused error={verifying.error} />
    </FormCard>
  );
}
