// One record: its members to read and to edit, the moves that are legal from where it is, and its end.
import { Anchor, Badge, Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { Asked } from "../../components/asked.tsx";
import { Moment } from "../../components/moment.tsx";
import { DeleteRecord } from "./records/delete-record.tsx";
import { RecordEditor } from "./records/record-editor.tsx";
import { movesQuery, recordQuery } from "./records/records-query.ts";
import { LegalMoves } from "./requests/legal-moves.tsx";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api/records/$resource/$record");

export function RecordPage() {
  const path = route.useParams();
  const { sandbox, api, resource } = path;
  const search = route.useSearch();
  const record = useQuery(recordQuery(path, search));
  const moves = useQuery({ ...movesQuery(path), enabled: record.data !== undefined });
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Stack>
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link
            to="/sandboxes/$sandbox/$api/records/$resource"
            params={{ sandbox, api, resource }}
            {...props}
          />
        )}
      >
        All records of {resource}
      </Anchor>
      <Asked query={record}>
        {(found) => (
          <Stack gap="lg">
            <Group justify="space-between">
              <Group gap="sm">
                <Title order={2} size="h3" style={{ overflowWrap: "anywhere" }}>
                  {resource} <Code fz="inherit">{found.id}</Code>
                </Title>
                {found.state === null ? null : <Badge color="gray">{found.state}</Badge>}
              </Group>
              <Button variant="default" onClick={() => setDeleting(true)}>
                Delete
              </Button>
            </Group>
            <Text size="sm" c="dimmed">
              Made <Moment at={found.createdAt} />, changed <Moment at={found.updatedAt} />, by the sandbox
              clock.
            </Text>
            <RecordEditor key={JSON.stringify(found)} sandbox={sandbox} api={api} record={found} />
            <LegalMoves moves={moves.data ? [moves.data] : []} />
            <DeleteRecord
              sandbox={sandbox}
              api={api}
              record={found}
              isOpen={isDeleting}
              onClose={() => setDeleting(false)}
            />
          </Stack>
        )}
      </Asked>
    </Stack>
  );
}
