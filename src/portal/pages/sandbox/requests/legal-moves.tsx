// What the records of a call can do next.
import { Card, List, Text, Title } from "@mantine/core";
import type { Schemas } from "../../../api/client.ts";

export function LegalMoves({ moves }: { moves: Schemas["LegalMoves"][] }) {
  const able = moves.filter((one) => one.moves.length > 0 || one.byItself !== null);
  if (able.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="moves">
      <Title order={3} size="h4" id="moves" mb="xs">
        What is legal now
      </Title>
      {able.map(({ resource, id, state, moves: next, byItself }) => (
        <div key={`${resource} ${id}`}>
          <Text fw={550}>
            {resource} {id}
            {state === null ? "" : `, ${state}`}
          </Text>
          <List size="sm">
            {next.map(({ action, to, operation }) => (
              <List.Item key={`${action} ${to}`}>
                {action} → {to}
                {operation === null ? "" : ` (${operation})`}
              </List.Item>
            ))}
            {byItself ? (
              <List.Item>
                by itself → {byItself.to} after {byItself.afterSeconds} seconds
              </List.Item>
            ) : null}
          </List>
        </div>
      ))}
    </Card>
  );
}
