// The records of one resource, newest first, a page at a time; the page and the search are in the address.
import { Anchor, Button, Group, Stack, TextInput, Title } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { Asked } from "../../components/asked.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { RecordTable } from "./records/record-table.tsx";
import { pageQuery } from "./records/records-query.ts";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api/records/$resource");

export function ResourcePage() {
  const path = route.useParams();
  const { sandbox, api, resource } = path;
  const { search, before } = route.useSearch();
  const navigate = route.useNavigate();
  const page = useQuery(pageQuery(path, { ...(search ? { search } : {}), ...(before ? { before } : {}) }));
  const find = useDebouncedCallback(
    (text: string) => void navigate({ search: text === "" ? {} : { search: text }, replace: true }),
    300,
  );
  return (
    <Stack>
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link to="/sandboxes/$sandbox/$api/records" params={{ sandbox, api }} {...props} />
        )}
      >
        All resources
      </Anchor>
      <Group align="flex-end" justify="space-between">
        <Title order={2} size="h3">
          {resource}
        </Title>
        <TextInput
          key={resource}
          label="Search in all members"
          defaultValue={search ?? ""}
          onChange={(event) => find(event.currentTarget.value)}
        />
      </Group>
      <Asked query={page}>
        {({ data, next }) =>
          data.length === 0 ? (
            <EmptyState title="No records here">
              {search === undefined
                ? "Create one by the API, import a file, or reset the sandbox to its sample records."
                : "No record has this text in it."}
            </EmptyState>
          ) : (
            <>
              <RecordTable sandbox={sandbox} api={api} rows={data} />
              <Group justify="flex-end" component="nav" aria-label="Pages">
                {before === undefined ? null : (
                  <Button
                    variant="default"
                    renderRoot={(props) => (
                      <Link
                        to="/sandboxes/$sandbox/$api/records/$resource"
                        params={path}
                        search={search === undefined ? {} : { search }}
                        {...props}
                      />
                    )}
                  >
                    Newest
                  </Button>
                )}
                {next === null ? null : (
                  <Button
                    variant="default"
                    renderRoot={(props) => (
                      <Link
                        to="/sandboxes/$sandbox/$api/records/$resource"
                        params={path}
                        search={{ ...(search === undefined ? {} : { search }), before: next }}
                        {...props}
                      />
                    )}
                  >
                    Older
                  </Button>
                )}
              </Group>
            </>
          )
        }
      </Asked>
    </Stack>
  );
}
