// The reference of an API: all operations with a search, and the chosen one whole. The document is read in the browser.
import { Anchor, Grid, Text } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { type JsonObject, asObject } from "#lib/json.ts";
import { type Schemas, answerOf, platform } from "../../api/client.ts";
import { catalogueQuery } from "../../api/queries.ts";
import { Asked } from "../../components/asked.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { operationsOf } from "./document.ts";
import { OperationList } from "./operation-list.tsx";
import { OperationView } from "./operation-view.tsx";
import { useTarget } from "./use-target.ts";

const route = getRouteApi("/apis/$api/reference");

const documentQuery = (api: string) =>
  queryOptions({
    queryKey: ["document", api],
    queryFn: async (): Promise<JsonObject> =>
      asObject(
        await answerOf(
          platform.GET("/api/v1/catalogue/{slug}/document", { params: { path: { slug: api } } }),
        ),
      ),
    staleTime: 300_000,
    // A document is large, and what was shared of the last one is not worth comparing it whole.
    structuralSharing: false,
  });

export function ReferencePage() {
  const { api } = route.useParams();
  const entry = useQuery(catalogueQuery(api));
  const document = useQuery(documentQuery(api));
  return (
    <>
      <PageHeader
        title={entry.data ? `${entry.data.title} reference` : "Reference"}
        about={
          <>
            Every operation, with a call to try.{" "}
            <Anchor renderRoot={(props) => <Link to="/apis/$api" params={{ api }} {...props} />}>
              About this API
            </Anchor>{" "}
            · <Anchor href={`/docs/${api}/scenarios`}>what can be made to go wrong</Anchor>
          </>
        }
      />
      <Asked query={entry}>
        {(known) => (
          <Asked query={document}>{(read) => <Reference key={api} entry={known} document={read} />}</Asked>
        )}
      </Asked>
    </>
  );
}

function Reference({ entry, document }: { entry: Schemas["CatalogueEntry"]; document: JsonObject }) {
  const { operation: named } = route.useSearch();
  const operations = useMemo(() => operationsOf(document), [document]);
  const aim = useTarget(entry);
  const chosen = operations.find(({ id }) => id === named);
  const shown = chosen ?? (named === undefined ? operations[0] : undefined);
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 4 }}>
        <OperationList api={entry.api} operations={operations} chosen={shown} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8 }}>
        {shown ? (
          <OperationView key={shown.id} entry={entry} document={document} operation={shown} aim={aim} />
        ) : (
          <Text>The document has no operation {named}.</Text>
        )}
      </Grid.Col>
    </Grid>
  );
}
