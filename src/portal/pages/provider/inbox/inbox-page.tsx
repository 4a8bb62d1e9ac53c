// Submissions of partners: facts beside claims, and the decision. Filter and page stand in the address.
import { Alert, Button, Group, SegmentedControl, Stack } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { Asked } from "../../../components/asked.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { SubmissionCard } from "./submission-card.tsx";
import { STATUSES } from "./statuses.ts";

const route = getRouteApi("/signed-in/provider/$api/inbox");
const PAGE_ROWS = 20;
type Status = Schemas["Submission"]["status"];
const SHOWN: readonly Status[] = ["in_review", "approved", "changes_requested", "rejected", "withdrawn"];

export function InboxPage() {
  const { api } = route.useParams();
  const { status, before } = route.useSearch();
  const navigate = route.useNavigate();
  const query = {
    limit: PAGE_ROWS,
    ...(status === undefined ? {} : { status }),
    ...(before === undefined ? {} : { before }),
  };
  const inbox = useQuery({
    queryKey: ["inbox", api, query],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/apis/{slug}/submissions", { params: { path: { slug: api }, query } })),
    refetchInterval: 15_000,
    placeholderData: keepPreviousData,
  });
  const choose = (value: string): void => {
    const chosen = SHOWN.find((one) => one === value);
    void navigate({ search: chosen === undefined ? {} : { status: chosen }, replace: true });
  };
  return (
    <Asked query={inbox}>
      {({ data, counts, production }) => {
        const last = data.length < PAGE_ROWS ? undefined : data.at(-1);
        return (
          <Stack>
            <div className="tabs">
              <SegmentedControl
                aria-label="Which submissions"
                value={status ?? ""}
                onChange={choose}
                data={[
                  { value: "", label: "All" },
                  ...SHOWN.filter((one) => (counts[one] ?? 0) > 0).map((one) => ({
                    value: one,
                    label: `${STATUSES[one].word} (${counts[one]})`,
                  })),
                ]}
              />
            </div>
            {production.blocked === null ? null : (
              <Alert color="orange" title="Nothing can be approved now">
                {production.blocked}
              </Alert>
            )}
            {data.length === 0 ? (
              <EmptyState
                title={status === undefined ? "Nothing has been submitted yet" : "No such submission"}
                action={
                  <Button
                    variant="default"
                    renderRoot={(props) => <Link to="/provider/$api/partners" params={{ api }} {...props} />}
                  >
                    See how far partners are
                  </Button>
                }
              >
                A submission stands here as soon as a partner asks for production.
              </EmptyState>
            ) : (
              data.map((submission) => (
                <SubmissionCard
                  key={submission.id}
                  api={api}
                  submission={submission}
                  needsCredential={production.live === "upstream"}
                />
              ))
            )}
            <Group justify="flex-end" component="nav" aria-label="Pages">
              {before === undefined ? null : (
                <Button
                  variant="default"
                  onClick={() => void navigate({ search: status === undefined ? {} : { status } })}
                >
                  Latest
                </Button>
              )}
              {last === undefined ? null : (
                <Button
                  variant="default"
                  onClick={() => void navigate({ search: (now) => ({ ...now, before: last.submittedAt }) })}
                >
                  Older
                </Button>
              )}
            </Group>
          </Stack>
        );
      }}
    </Asked>
  );
}
