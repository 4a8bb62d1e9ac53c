// The log of a sandbox, live, with its filters in the address.
import { Badge, Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { Asked } from "../../components/asked.tsx";
import { logQuery } from "./requests/log-query.ts";
import { LogTable } from "./requests/log-table.tsx";
import { useTail } from "./requests/use-tail.ts";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api/requests");
const SHOWN = 100;

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "TIMER", "TRIGGER", "IMPORT", "REMOVE"];
const STATUSES = [
  { value: "", label: "Any status" },
  { value: "2xx", label: "2xx: done" },
  { value: "4xx", label: "4xx: refused" },
  { value: "5xx", label: "5xx: failed" },
];

export function RequestsPage() {
  const { sandbox, api } = route.useParams();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const [isPaused, setPaused] = useState(false);
  const isLive = useTail(sandbox, api, isPaused);
  const log = useQuery({
    ...logQuery(sandbox, api, { limit: SHOWN, ...filter }),
    placeholderData: keepPreviousData,
  });
  const set = (name: keyof typeof filter, value: string): void => {
    const { [name]: _before, ...others } = filter;
    void navigate({ search: value === "" ? others : { ...others, [name]: value }, replace: true });
  };
  return (
    <Stack>
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label="Method"
          data={[{ value: "", label: "Any method" }, ...METHODS]}
          value={filter.method ?? ""}
          onChange={(event) => set("method", event.currentTarget.value)}
        />
        <NativeSelect
          label="Status"
          data={STATUSES}
          value={filter.status ?? ""}
          onChange={(event) => set("status", event.currentTarget.value)}
        />
        <TextInput
          label="Path contains"
          style={{ flex: "1 1 10rem" }}
          value={filter.path ?? ""}
          onChange={(event) => set("path", event.currentTarget.value)}
        />
        <Group gap="xs" h={36}>
          <Badge color={isLive ? "green" : "gray"}>
            {isLive ? "Live" : isPaused ? "Paused" : "Connecting"}
          </Badge>
          <Button variant="default" size="xs" onClick={() => setPaused(!isPaused)}>
            {isPaused ? "Go on" : "Pause"}
          </Button>
        </Group>
      </Group>
      <Asked query={log}>{(rows) => <LogTable sandbox={sandbox} api={api} rows={rows} />}</Asked>
    </Stack>
  );
}
