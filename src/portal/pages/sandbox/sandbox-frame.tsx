// What surrounds the pages of one sandbox: its name, what is armed in it, and its parts.
import { Anchor, Badge, Box, Group, Title } from "@mantine/core";
import { Link, Outlet, getRouteApi } from "@tanstack/react-router";
import { ArmedBar } from "./armed/armed-bar.tsx";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api");

const TABS = [
  ["/sandboxes/$sandbox/$api", "Overview"],
  ["/sandboxes/$sandbox/$api/records", "Records"],
  ["/sandboxes/$sandbox/$api/requests", "Requests"],
  ["/sandboxes/$sandbox/$api/webhooks", "Webhooks"],
  ["/sandboxes/$sandbox/$api/testing", "Testing"],
  ["/sandboxes/$sandbox/$api/snapshots", "Snapshots and resets"],
  ["/sandboxes/$sandbox/$api/receipts", "Receipts"],
] as const;

export function SandboxFrame() {
  const { sandbox, api } = route.useParams();
  return (
    <>
      <Group gap="sm" mb="xs">
        <Title order={1} size="h2">
          {api}
        </Title>
        <Badge color="orange">Test · {sandbox}</Badge>
        <Anchor
          size="sm"
          ml="auto"
          renderRoot={(props) => <Link to="/settings/api-access" search={{ api }} {...props} />}
        >
          Keys and API access
        </Anchor>
      </Group>
      <Box component="nav" aria-label="Sandbox" mb="lg" className="tabs">
        {TABS.map(([to, label]) => (
          <Link
            key={to}
            to={to}
            params={{ sandbox, api }}
            className="tab-link"
            activeOptions={{ exact: to === TABS[0][0] }}
          >
            {label}
          </Link>
        ))}
      </Box>
      <ArmedBar sandbox={sandbox} api={api} />
      <Outlet />
    </>
  );
}
