// What the platform refused, in its own words, with the id to quote.
import { Alert, Code, Text } from "@mantine/core";
import { Refusal } from "../api/client.ts";

export function Refused({ error }: { error: Error | null }) {
  if (!error) return null;
  const requestId = error instanceof Refusal ? error.requestId : undefined;
  return (
    <Alert color="red" title="That did not work" role="alert">
      <Text size="sm">{error.message}</Text>
      {requestId === undefined ? null : (
        <Text size="xs" mt={4}>
          Request <Code>{requestId}</Code>
        </Text>
      )}
    </Alert>
  );
}
