// What the platform refused, in its own words, with the id to quote.
import { Alert, Code, List, Text } from "@mantine/core";
import { Refusal } from "../api/client.ts";

const SHOWN_DETAILS = 10;

export function Refused({ error }: { error: Error | null }) {
  if (!error) return null;
  const details = error instanceof Refusal ? error.details.filter((one) => typeof one === "string") : [];
  const requestId = error instanceof Refusal ? error.requestId : undefined;
  return (
    <Alert color="red" title="That did not work" role="alert">
      <Text size="sm">{error.message}</Text>
      {details.length === 0 ? null : (
        <List size="sm" mt={4}>
          {details.slice(0, SHOWN_DETAILS).map((detail) => (
            <List.Item key={detail}>{detail}</List.Item>
          ))}
        </List>
      )}
      {requestId === undefined ? null : (
        <Text size="xs" mt={4}>
          Request <Code>{requestId}</Code>
        </Text>
      )}
    </Alert>
  );
}
