// Submissions of partners: facts beside claims, and the decision.
import { Card, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { answerOf, platform } from "../../api/client.ts";
import { Asked } from "../../components/asked.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { SubmissionCard } from "./submission-card.tsx";

const route = getRouteApi("/signed-in/provider/$api/inbox");

export function InboxPage() {
  const { api } = route.useParams();
  const inbox = useQuery({
    queryKey: ["inbox", api],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/apis/{slug}/submissions", { params: { path: { slug: api } } })),
    refetchInterval: 15_000,
  });
  return (
    <>
      <PageHeader title={`Inbox of ${api}`} about="What partners submit for review, newest first." />
      <Asked query={inbox}>
        {({ data }) =>
          data.length === 0 ? (
            <Card bg="var(--sandbar-tint)">
              <Text c="dimmed">Nothing has been submitted yet. A submission stands here at once.</Text>
            </Card>
          ) : (
            <Stack>
              {data.map((submission) => (
                <SubmissionCard key={submission.id} api={api} submission={submission} />
              ))}
            </Stack>
          )
        }
      </Asked>
    </>
  );
}
