// What surrounds the pages of an organisation.
import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { organisationQuery } from "../../api/queries.ts";
import { PageHeader } from "../../components/page-header.tsx";

const TABS = [
  ["/organisation/members", "Members"],
  ["/organisation/tokens", "Service tokens"],
  ["/organisation/webhooks", "Webhooks"],
  ["/organisation/audit", "Audit log"],
  ["/organisation/usage", "Usage and billing"],
] as const;

export function OrganisationFrame() {
  const { data: organisation } = useQuery(organisationQuery);
  return (
    <>
      <PageHeader
        title={organisation?.name ?? "Organisation"}
        about={
          organisation
            ? `Your role here is ${organisation.role}.`
            : "What your organisation's people and machines may do and did."
        }
      />
      <Box component="nav" aria-label="Organisation" mb="lg" className="tabs">
        {TABS.map(([to, label]) => (
          <Link key={to} to={to} className="tab-link">
            {label}
          </Link>
        ))}
      </Box>
      <Outlet />
    </>
  );
}
