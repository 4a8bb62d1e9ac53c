// What everybody reads of the API's state, and what its provider announces.
import {
  Badge,
  Button,
  Card,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  Title,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Asked } from "../../../components/asked.tsx";
import { Fact } from "../../../components/fact.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";

const route = getRouteApi("/signed-in/provider/$api/status");
type Status = Schemas["Status"];

const STATES: Readonly<Record<Status["state"], { word: string; color: string }>> = {
  ok: { word: "Works", color: "green" },
  degraded: { word: "Degraded", color: "orange" },
  down: { word: "Down", color: "red" },
};

export function StatusPage() {
  const { api } = route.useParams();
  const status = useQuery({
    queryKey: ["status", api],
    queryFn: () => answerOf(platform.GET("/api/v1/status/{slug}", { params: { path: { slug: api } } })),
  });
  return (
    <Stack gap="lg">
      <Card component="section" aria-labelledby="now">
        <Title order={2} size="h4" id="now" mb="sm">
          What everybody reads
        </Title>
        <Asked query={status}>{(known) => <Now status={known} />}</Asked>
      </Card>
      <Announce api={api} />
    </Stack>
  );
}

const Now = ({ status: { state, lastAnsweredAt, announcement } }: { status: Status }) => (
  <SimpleGrid cols={{ base: 1, sm: 3 }}>
    <Fact name="State">
      <Badge color={STATES[state].color}>{STATES[state].word}</Badge>
    </Fact>
    <Fact name="A sandbox last answered">
      {lastAnsweredAt === null ? "Never yet" : <Moment at={lastAnsweredAt} />}
    </Fact>
    <Fact name="Announced">
      {announcement === null ? (
        "Nothing"
      ) : (
        <span dir="auto">
          {announcement.text} (<Moment at={announcement.at} />)
        </span>
      )}
    </Fact>
  </SimpleGrid>
);

function Announce({ api }: { api: string }) {
  const form = useForm<{ state: Status["state"]; text: string }>({
    initialValues: { state: "ok", text: "" },
  });
  const announcing = useChange(
    (body: { state: Status["state"]; text: string }) =>
      answerOf(platform.PUT("/api/v1/apis/{slug}/announcement", { params: { path: { slug: api } }, body })),
    [["status", api]],
    () => form.reset(),
  );
  return (
    <Card component="section" aria-labelledby="announce">
      <form onSubmit={form.onSubmit((values) => announcing.mutate(values))}>
        <Stack>
          <Title order={2} size="h4" id="announce">
            Announce
          </Title>
          <Text size="sm" c="dimmed">
            It stands on the status page and in the API's status until you take it back.
          </Text>
          <NativeSelect
            label="State"
            w="fit-content"
            data={Object.entries(STATES).map(([value, { word }]) => ({ value, label: word }))}
            {...form.getInputProps("state")}
          />
          <Textarea
            label="What happens, and until when"
            placeholder="Release 2 comes on Monday at 10:00 UTC; sandboxes stay on theirs."
            required
            maxLength={500}
            autosize
            minRows={2}
            {...form.getInputProps("text")}
          />
          <Group>
            <Button type="submit" loading={announcing.isPending}>
              Announce
            </Button>
            <Button
              variant="default"
              disabled={announcing.isPending}
              onClick={() => announcing.mutate({ state: "ok", text: "" })}
            >
              Take it back
            </Button>
          </Group>
          <Refused error={announcing.error} />
        </Stack>
      </form>
    </Card>
  );
}
