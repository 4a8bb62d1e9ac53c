// What an endpoint made of deliveries that were right and wrong, with advice.
import { Alert, List } from "@mantine/core";
import type { Schemas } from "../../../api/client.ts";

export const EndpointTestResult = ({
  result: { done, passed, results },
}: {
  result: Schemas["EndpointTest"];
}) => (
  <Alert
    color={!done ? "gray" : passed ? "green" : "orange"}
    title={!done ? "The test is still running" : passed ? "The endpoint passed" : "The endpoint did not pass"}
    role="status"
  >
    <List size="sm">
      {results.map(({ kind, status, error, advice }) => (
        <List.Item key={kind}>
          {kind}: {error ?? status ?? "no answer yet"}
          {advice === null ? "" : `. ${advice}`}
        </List.Item>
      ))}
    </List>
  </Alert>
);
