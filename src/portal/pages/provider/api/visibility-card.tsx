// Who finds an API; changing it leaves open sandboxes as they are.
import { Card, Group, Radio, Stack, Title } from "@mantine/core";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";

type Visibility = Schemas["Api"]["visibility"];

const CHOICES: { value: Visibility; label: string; about: string }[] = [
  {
    value: "public",
    label: "Public",
    about: "It is in the catalogue, and everybody may open a sandbox of it.",
  },
  {
    value: "unlisted",
    label: "Unlisted",
    about: "Whoever knows its name may open a sandbox; no list has it.",
  },
  { value: "private", label: "Private", about: "Only your organisation sees it." },
];

export function VisibilityCard({ api }: { api: Schemas["Api"] }) {
  const changing = useChange(
    (visibility: Visibility) =>
      answerOf(
        platform.PATCH("/api/v1/apis/{slug}", { params: { path: { slug: api.slug } }, body: { visibility } }),
      ),
    [["apis"], ["catalogue", api.slug]],
  );
  return (
    <Card component="section" aria-labelledby="visibility">
      <Title order={2} size="h4" id="visibility" mb="sm">
        Who finds it
      </Title>
      <Radio.Group
        aria-labelledby="visibility"
        value={changing.isPending ? changing.variables : api.visibility}
        onChange={(value) => {
          const chosen = CHOICES.find((one) => one.value === value);
          if (chosen) changing.mutate(chosen.value);
        }}
      >
        <Stack gap="sm">
          {CHOICES.map(({ value, label, about }) => (
            <Radio key={value} value={value} label={label} description={about} />
          ))}
        </Stack>
      </Radio.Group>
      <Group mt="sm">
        <Refused error={changing.error} />
      </Group>
    </Card>
  );
}
