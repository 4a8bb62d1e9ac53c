// A sandbox that is active: what it is, how to call it, how to reset and how to end it.
import { Anchor, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../../../api/client.ts";
import { DEFAULT_SANDBOX, tenantQuery } from "../../../api/queries.ts";
import { CopyLine } from "../../../components/copy-line.tsx";
import { Fact } from "../../../components/fact.tsx";
import { Moment } from "../../../components/moment.tsx";
import { DeactivateDialog } from "./deactivate-dialog.tsx";
import { ResetDialog } from "../../../components/reset/reset-dialog.tsx";
import { WasReset } from "../../../components/reset/was-reset.tsx";

export function ActiveSandbox({
  api,
  status,
  onDeactivated,
}: {
  api: string;
  status: Schemas["LifecycleStatus"];
  onDeactivated: (ended: Schemas["Deactivated"]) => void;
}) {
  const { data: tenant } = useQuery(tenantQuery(DEFAULT_SANDBOX, api));
  const [open, setOpen] = useState<"reset" | "deactivate">();
  const [resetAt, setResetAt] = useState<string>();
  const close = (): void => setOpen(undefined);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        <Fact name="Sandbox organisation">{status.sandboxOrgId}</Fact>
        <Fact name="Active since">{status.createdAt ? <Moment at={status.createdAt} /> : "–"}</Fact>
        <Fact name="Test keys">{status.keyCount}</Fact>
        <Fact name="Records">{tenant?.records ?? "–"}</Fact>
      </SimpleGrid>
      {tenant ? (
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            Base URL
          </Text>
          <CopyLine text={`${location.origin}${tenant.sandboxPath}`} label="the base URL" />
        </div>
      ) : null}
      {resetAt === undefined ? null : (
        <WasReset sandbox={DEFAULT_SANDBOX} api={api} at={resetAt} onUndone={() => setResetAt(undefined)} />
      )}
      <Group>
        <Button variant="default" onClick={() => setOpen("reset")}>
          Reset sandbox
        </Button>
        <Button variant="default" onClick={() => setOpen("deactivate")}>
          Deactivate sandbox
        </Button>
        <Anchor
          ml="auto"
          renderRoot={(props) => (
            <Link to="/sandboxes/$sandbox/$api" params={{ sandbox: DEFAULT_SANDBOX, api }} {...props} />
          )}
        >
          Open the sandbox
        </Anchor>
      </Group>
      <ResetDialog
        sandbox={DEFAULT_SANDBOX}
        api={api}
        isOpen={open === "reset"}
        onClose={close}
        onReset={(at) => {
          setResetAt(at);
          close();
        }}
      />
      <DeactivateDialog
        api={api}
        isOpen={open === "deactivate"}
        keyCount={status.keyCount}
        records={tenant?.records}
        onClose={close}
        onDeactivated={onDeactivated}
      />
    </Stack>
  );
}
