// A request that somebody shared: what happened, for readers without an account.
import { Card, List, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { answerOf, platform } from "../../api/client.ts";
import { Asked } from "../../components/asked.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { CallView } from "../sandbox/requests/call-view.tsx";

const route = getRouteApi("/shared/$token");

export function SharedRequestPage() {
  const { token } = route.useParams();
  const shared = useQuery({
    queryKey: ["shared request", token],
    queryFn: () => answerOf(platform.GET("/api/v1/bundles/{token}", { params: { path: { token } } })),
  });
  return (
    <>
      <PageHeader title="Shared request" about="A request to a sandbox, as it was when it was shared." />
      <Asked query={shared}>
        {({ api, call, deliveries }) => (
          <>
            <Text mb="md">
              API: <b>{api}</b>
            </Text>
            <CallView call={call} />
            {deliveries.length === 0 ? null : (
              <Card component="section" aria-labelledby="deliveries" mt="lg">
                <Title order={3} size="h4" id="deliveries" mb="xs">
                  Webhooks it sent
                </Title>
                <List size="sm">
                  {deliveries.map(({ id, type, state, endpoint }) => (
                    <List.Item key={id}>
                      {type} to {endpoint}: {state}
                    </List.Item>
                  ))}
                </List>
              </Card>
            )}
          </>
        )}
      </Asked>
    </>
  );
}
