// What changed for a client between two releases. Which two stands in the address.
import { Badge, Card, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { Asked } from "../../../components/asked.tsx";
import { Changes } from "../release/changes.tsx";
import { nameOf } from "./name-of.ts";

export function Comparison({
  api,
  releases,
  from,
  to,
}: {
  api: string;
  releases: readonly Schemas["ReleaseRow"][];
  from: string | undefined;
  to: string | undefined;
}) {
  const navigate = useNavigate({ from: "/provider/$api/releases" });
  const after = to ?? releases[0]?.release ?? "latest";
  const before = from ?? releases[1]?.release ?? after;
  const choose = (search: { from: string; to: string }): void =>
    void navigate({ search: (now) => ({ ...now, ...search }), replace: true });
  const diff = useQuery({
    queryKey: ["diff", api, before, after],
    queryFn: () =>
      answerOf(
        platform.GET("/api/v1/apis/{slug}/diff", {
          params: { path: { slug: api }, query: { from: before, to: after } },
        }),
      ),
    enabled: before !== after,
  });
  const options = releases.map((one) => ({ value: one.release, label: nameOf(one) }));
  return (
    <Card component="section" aria-labelledby="compare">
      <Stack>
        <Title order={2} size="h4" id="compare">
          Compare two releases
        </Title>
        <Group>
          <NativeSelect
            w={{ base: "100%", xs: "auto" }}
            label="From"
            data={options}
            value={before}
            onChange={(event) => choose({ from: event.currentTarget.value, to: after })}
          />
          <NativeSelect
            w={{ base: "100%", xs: "auto" }}
            label="To"
            data={options}
            value={after}
            onChange={(event) => choose({ from: before, to: event.currentTarget.value })}
          />
        </Group>
        {before === after ? (
          <Text c="dimmed">Choose two: there is nothing to compare of one.</Text>
        ) : (
          <Asked query={diff}>
            {({ breaking, data }) => (
              <>
                {breaking > 0 ? (
                  <Badge color="red" size="lg">
                    {breaking} breaking
                  </Badge>
                ) : null}
                <Changes list={data} />
              </>
            )}
          </Asked>
        )}
      </Stack>
    </Card>
  );
}
