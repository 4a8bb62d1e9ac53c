// Settings → API Access: the sandbox of one API, its state and its keys.
import { Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { apisQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { useMode } from "../../components/mode.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { KeysCard } from "./keys/keys-card.tsx";
import { SandboxCard } from "./sandbox/sandbox-card.tsx";
import { SandboxAndProduction } from "./sandbox/sandbox-and-production.tsx";

const route = getRouteApi("/signed-in/settings/api-access");

export function ApiAccessPage() {
  const { api } = route.useSearch();
  const navigate = route.useNavigate();
  const apis = useQuery(apisQuery);
  const [mode] = useMode();
  return (
    <Asked query={apis}>
      {(known) => {
        const chosen = known.find((one) => one.slug === api) ?? known[0];
        if (!chosen) return <NoApi />;
        return (
          <Stack gap="lg">
            <PageHeader
              title="API Access"
              about="The sandbox is an isolated copy of an API where you test your integration without touching production."
              actions={
                <Select
                  label="API"
                  w={180}
                  searchable
                  allowDeselect={false}
                  data={known.map((one) => one.slug)}
                  value={chosen.slug}
                  onChange={(slug) => void navigate({ search: slug === null ? {} : { api: slug } })}
                />
              }
            />
            {mode === "test" ? <SandboxCard key={chosen.slug} api={chosen.slug} /> : null}
            <KeysCard key={`keys ${chosen.slug}`} api={chosen.slug} mode={mode} />
            <SandboxAndProduction prefix={chosen.keyPrefix} />
          </Stack>
        );
      }}
    </Asked>
  );
}

const NoApi = () => (
  <EmptyState title="There is no API here yet" command="npx sandbar generate ./your-api-openapi.yaml">
    Publish an OpenAPI document, and its sandbox can be activated here.
  </EmptyState>
);
