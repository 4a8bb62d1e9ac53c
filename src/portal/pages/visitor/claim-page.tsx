// Takes over a sandbox that was opened without an account: its records, its log and its keys stay as they are.
import { Anchor, Button, Group, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { answerOf, platform } from "../../api/client.ts";
import { sessionQuery } from "../../api/session.ts";
import { useChange } from "../../api/use-change.ts";
import { FormCard } from "../../components/form-card.tsx";
import { Refused } from "../../components/refused.tsx";

const route = getRouteApi("/claim/$token");

export function ClaimPage() {
  const { token } = route.useParams();
  const { data: session } = useQuery(sessionQuery);
  const next = `/claim/${token}`;
  return (
    <FormCard
      title="Keep this sandbox"
      about="Its records, its log and its keys stay as they are; it no longer ends after a week."
    >
      {session ? (
        <Claim token={token} />
      ) : (
        <>
          <Text>Sign up or in first: this page opens again afterwards.</Text>
          <Group grow>
            <Button renderRoot={(props) => <Link to="/sign-up" search={{ next }} {...props} />}>
              Sign up
            </Button>
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/sign-in" search={{ next }} {...props} />}
            >
              Sign in
            </Button>
          </Group>
        </>
      )}
    </FormCard>
  );
}

function Claim({ token }: { token: string }) {
  const [name, setName] = useState("");
  const claiming = useChange(
    () =>
      answerOf(
        platform.POST("/api/v1/claimable/claims", {
          body: { token, ...(name.trim() === "" ? {} : { name: name.trim() }) },
        }),
      ),
    [["sandboxes"], ["lifecycle"]],
  );
  if (claiming.data)
    return (
      <Text role="status">
        The sandbox {claiming.data.name} is yours.{" "}
        <Anchor renderRoot={(props) => <Link to="/dashboard" {...props} />}>To the dashboard</Anchor>
      </Text>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        claiming.mutate(undefined);
      }}
    >
      <TextInput
        label="Its name"
        description="A name is made where you give none"
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" fullWidth my="lg" loading={claiming.isPending}>
        Take it over
      </Button>
      <Refused error={claiming.error} />
    </form>
  );
}
