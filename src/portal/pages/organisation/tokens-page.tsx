// Service tokens: what machines of the organisation are known by. Made with scopes, shown once, revoked.
import { Badge, Button, Card, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../api/client.ts";
import { useChange } from "../../api/use-change.ts";
import { Asked } from "../../components/asked.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Moment } from "../../components/moment.tsx";
import { TokenForm } from "./tokens/token-form.tsx";
import { DataTable } from "../../components/data-table.tsx";

const TOKENS = ["service tokens"] as const;

export function TokensPage() {
  const tokens = useQuery({
    queryKey: TOKENS,
    queryFn: async () => (await answerOf(platform.GET("/api/v1/service-tokens/"))).data,
  });
  const [ending, setEnding] = useState<Schemas["ServiceToken"]>();
  const revoking = useChange(
    (serviceToken: string) =>
      answerOf(
        platform.DELETE("/api/v1/service-tokens/{serviceToken}", { params: { path: { serviceToken } } }),
      ),
    [TOKENS],
    () => setEnding(undefined),
  );
  return (
    <Stack gap="lg">
      <TokenForm touched={TOKENS} />
      <Card component="section" aria-labelledby="tokens">
        <Title order={2} size="h4" id="tokens" mb="sm">
          Tokens
        </Title>
        <Asked query={tokens}>
          {(list) =>
            list.length === 0 ? (
              <Text c="dimmed">No token yet. A CI job or a deployment script signs in with one.</Text>
            ) : (
              <TokenTable tokens={list} onRevoke={setEnding} />
            )
          }
        </Asked>
      </Card>
      <ConfirmDialog
        title="Revoke this token"
        isOpen={ending !== undefined}
        confirm="Revoke token"
        isPending={revoking.isPending}
        error={revoking.error}
        onConfirm={() => {
          if (ending) revoking.mutate(ending.id);
        }}
        onClose={() => setEnding(undefined)}
      >
        <Text size="sm">
          {ending?.name} is refused from its next request on. This cannot be undone; a new token can be made.
        </Text>
      </ConfirmDialog>
    </Stack>
  );
}

const TokenTable = ({
  tokens,
  onRevoke,
}: {
  tokens: Schemas["ServiceToken"][];
  onRevoke: (token: Schemas["ServiceToken"]) => void;
}) => (
  <DataTable
    label="Service tokens"
    columns={["Name", "Scopes", "State", "Expires", "Last used"]}
    hasActions
    minWidth={680}
  >
    {tokens.map((token) => (
      <Table.Tr key={token.id}>
        <Table.Td fw={550} dir="auto">
          {token.name}
        </Table.Td>
        <Table.Td>
          <Group gap={4}>
            {token.scopes.map((scope) => (
              <Badge key={scope} color="cyan">
                {scope}
              </Badge>
            ))}
          </Group>
        </Table.Td>
        <Table.Td>
          <Badge color={token.state === "working" ? "green" : "gray"}>{token.state}</Badge>
        </Table.Td>
        <Table.Td>{token.expiresAt === null ? "Never" : <Moment at={token.expiresAt} day />}</Table.Td>
        <Table.Td>{token.lastUsedAt === null ? "Never" : <Moment at={token.lastUsedAt} />}</Table.Td>
        <Table.Td>
          {token.state === "working" ? (
            <Button size="xs" variant="default" onClick={() => onRevoke(token)}>
              Revoke
            </Button>
          ) : null}
        </Table.Td>
      </Table.Tr>
    ))}
  </DataTable>
);
