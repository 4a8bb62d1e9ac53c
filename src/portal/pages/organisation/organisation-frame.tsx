// What surrounds the pages of an organisation.
import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { answerOf, platform } from "../../api/client.ts";
import { PageHeader } from "../../components/page-header.tsx";

const TABS = [
  ["/organisation/tokens", "Service tokens"],
  ["/organisation/audit", "Audit log"],
  ["/organisation/usage", "Usage and billing"],
] as const;

export function OrganisationFrame() {
  const me = useQuery({ queryKey: ["me"], queryFn: () => answerOf(platform.GET("/api/v1/me/")) });
  return (
    <>
      <PageHeader
        title={me.data?.organisation ?? "Organisation"}
        about={
          me.data
            ? `You are its ${me.data.role}.`
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
