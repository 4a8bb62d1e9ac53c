// What a call changed, record by record.
import { Card, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { Schemas } from "../../../api/client.ts";

export const Changes = ({ changes }: { changes: Schemas["LoggedCall"]["changes"] }) =>
  changes.length === 0 ? null : (
    <Card component="section" aria-labelledby="changes">
      <Title order={3} size="h4" id="changes" mb="sm">
        What it changed
      </Title>
      <Stack>
        {changes.map(({ resource, id, before, after }) => (
          <div key={`${resource} ${id}`}>
            <Text fw={550} mb={4}>
              {resource} {id}
            </Text>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <Version name="Before" value={before} />
              <Version name="After" value={after} />
            </SimpleGrid>
          </div>
        ))}
      </Stack>
    </Card>
  );

const Version = ({ name, value }: { name: string; value: unknown }) => (
  <div>
    <Text size="xs" c="dimmed">
      {name}
    </Text>
    <pre className="code">
      {value === null || value === undefined ? "not there" : JSON.stringify(value, null, 2)}
    </pre>
  </div>
);
