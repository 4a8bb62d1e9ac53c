// Where a partner stands with each API: phase, sandbox, what comes next.
import { SimpleGrid } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { apisQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { useMode } from "../../components/mode.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { ApiCard } from "./api-card.tsx";
import { ConfirmAddress } from "./confirm-address.tsx";

export function DashboardPage() {
  const apis = useQuery(apisQuery);
  const [mode] = useMode();
  return (
    <>
      <PageHeader
        title="Dashboard"
        about={
          mode === "test"
            ? "Your sandboxes: what is active, and the next step to production."
            : "Production: which APIs you may call, and your live keys."
        }
      />
      <ConfirmAddress />
      <Asked query={apis}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState title="No API yet" command="npx sandbar generate ./your-api-openapi.yaml">
              Publish an OpenAPI document, and it stands here with a sandbox of its own.
            </EmptyState>
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
              {list.map(({ slug }) => (
                <ApiCard key={slug} api={slug} mode={mode} />
              ))}
            </SimpleGrid>
          )
        }
      </Asked>
    </>
  );
}
