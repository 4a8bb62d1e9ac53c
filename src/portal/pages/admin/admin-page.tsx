// The installation, for whoever runs it: what waits, what failed, and which tenants to look at first. It asks for the
// administrator's token, which is kept in this page alone and forgotten with it.
import { Button, Card, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { Refused } from "../../components/refused.tsx";
import { readOverview } from "./administrator.ts";
import { Installation } from "./installation.tsx";
import { Mails } from "./mails.tsx";
import { Accounts } from "./accounts.tsx";

export function AdminPage() {
  const [token, setToken] = useState<string>();
  return (
    <Stack gap="lg">
      <PageHeader title="Installation" about="Health, queues, dead letters, tenants, accounts and mail." />
      {token === undefined ? (
        <SignIn onProved={setToken} />
      ) : (
        <>
          <Installation token={token} />
          <Accounts token={token} />
          <Mails token={token} />
        </>
      )}
    </Stack>
  );
}

function SignIn({ onProved }: { onProved: (token: string) => void }) {
  const [written, setWritten] = useState("");
  const proving = useMutation({ mutationFn: readOverview, onSuccess: (_overview, token) => onProved(token) });
  return (
    <Card component="section" aria-labelledby="token">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          proving.mutate(written.trim());
        }}
      >
        <Stack>
          <Title order={2} size="h4" id="token">
            Administrator's token
          </Title>
          <Text size="sm" c="dimmed">
            It is the secret ADMIN_TOKEN of the deployment, and on your own machine in secrets.json of the
            state folder. It stays in this tab until you leave the page.
          </Text>
          <PasswordInput
            label="Token"
            autoComplete="off"
            required
            value={written}
            onChange={(event) => setWritten(event.currentTarget.value)}
          />
          <Refused error={proving.error} />
          <Group>
            <Button type="submit" loading={proving.isPending}>
              Look
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
