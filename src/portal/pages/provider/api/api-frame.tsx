// What surrounds the pages of one API for its provider.
import { Anchor, Badge, Box, Code, Group, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, getRouteApi } from "@tanstack/react-router";
import { apisQuery } from "../../../api/queries.ts";

const route = getRouteApi("/signed-in/provider/$api");

const TABS = [
  ["/provider/$api", "Overview"],
  ["/provider/$api/releases", "Releases"],
  ["/provider/$api/publish", "New release"],
  ["/provider/$api/sandbox-file", "sandbox.yaml"],
  ["/provider/$api/plans", "Plans"],
  ["/provider/$api/inbox", "Inbox"],
  ["/provider/$api/partners", "Partners"],
  ["/provider/$api/status", "Status"],
] as const;

export function ApiFrame() {
  const { api } = route.useParams();
  const { data: apis } = useQuery(apisQuery);
  const known = apis?.find(({ slug }) => slug === api);
  return (
    <>
      <Group gap="sm" mb="xs">
        <Title order={1} size="h2">
          {api}
        </Title>
        {known ? (
          <>
            <Badge color="gray">{known.visibility}</Badge>
            <Code>{known.release.slice(0, 12)}</Code>
          </>
        ) : null}
        <Anchor
          size="sm"
          ml="auto"
          renderRoot={(props) => <Link to="/organisation/audit" search={{ api }} {...props} />}
        >
          Audit log
        </Anchor>
        <Anchor size="sm" renderRoot={(props) => <Link to="/apis/$api" params={{ api }} {...props} />}>
          As others see it
        </Anchor>
      </Group>
      <Box component="nav" aria-label="API" mb="lg" className="tabs">
        {TABS.map(([to, label]) => (
          <Link
            key={to}
            to={to}
            params={{ api }}
            className="tab-link"
            activeOptions={{ exact: to === TABS[0][0], includeSearch: false }}
          >
            {label}
          </Link>
        ))}
      </Box>
      <Outlet />
    </>
  );
}
