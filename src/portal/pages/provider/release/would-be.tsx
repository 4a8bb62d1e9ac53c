// What would be released: how true it is, what the compiler says, what changes; and the button that releases exactly this.
import { Alert, Badge, Button, Card, Code, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { Refused } from "../../../components/refused.tsx";
import { TierCounts } from "../../visitor/tier-counts.tsx";
import { Changes } from "./changes.tsx";
import { Diagnostics } from "./diagnostics.tsx";
import { Fidelity } from "./fidelity.tsx";
import { type Preview, type Sources, type Visibility, publishRelease } from "./publication.ts";
import { counted } from "../../../components/counted.ts";

export function WouldBe({
  slug,
  sources,
  answer: { preview, diagnostics },
  visibility,
}: {
  slug: string;
  sources: Sources;
  answer: Schemas["ReleasePreview"];
  visibility?: Visibility;
}) {
  if (preview === null)
    return (
      <Card component="section" aria-labelledby="would-be">
        <Stack>
          <Title order={2} size="h4" id="would-be">
            This cannot be released
          </Title>
          <Diagnostics list={diagnostics} />
        </Stack>
      </Card>
    );
  return (
    <Card component="section" aria-labelledby="would-be">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4" id="would-be">
            {preview.title} {preview.version}
          </Title>
          <TierCounts fidelity={preview.fidelity} />
        </Group>
        <Text size="sm" c="dimmed">
          It would be release <Code>{preview.release.slice(0, 12)}</Code>, with production{" "}
          <Code>{preview.live}</Code>. Nothing is published yet.
        </Text>
        {preview.isLatest ? (
          <Alert color="gray" title="Nothing would change">
            This is what the API has already.
          </Alert>
        ) : (
          <Publish slug={slug} sources={sources} preview={preview} {...(visibility ? { visibility } : {})} />
        )}
        {preview.comparedWith === null ? null : <Changes list={preview.changes} />}
        <Diagnostics list={diagnostics} />
        <Fidelity operations={preview.report.operations} />
      </Stack>
    </Card>
  );
}

function Publish({
  slug,
  sources,
  preview,
  visibility,
}: {
  slug: string;
  sources: Sources;
  preview: Preview;
  visibility?: Visibility;
}) {
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const [alias, setAlias] = useState("latest");
  const publishing = useChange(
    () =>
      publishRelease(slug, sources, {
        expected: preview.release,
        alias,
        ...(visibility === undefined ? {} : { visibility }),
      }),
    [["apis"], ["catalogue", slug], ["releases", slug], ["fidelity", slug], ["sources", slug]],
    ({ title }) => {
      notifications.show({ message: `${title} is published.` });
      void navigate({ to: "/provider/$api", params: { api: slug } });
    },
  );
  const isBreaking = preview.breaking > 0 && alias === "latest";
  return (
    <Stack gap="xs">
      <Group align="flex-end">
        {preview.comparedWith === null ? null : (
          <NativeSelect
            w={{ base: "100%", xs: "auto" }}
            label="Release it as"
            data={[
              { value: "latest", label: "latest: new sandboxes get it" },
              { value: "next", label: "next: only who asks for it" },
            ]}
            value={alias}
            onChange={(event) => setAlias(event.currentTarget.value)}
          />
        )}
        <Button
          loading={publishing.isPending && !isAsked}
          onClick={() => (isBreaking ? setAsked(true) : publishing.mutate(undefined))}
        >
          Publish
        </Button>
        {preview.breaking > 0 ? (
          <Badge color="red" size="lg">
            {preview.breaking} breaking
          </Badge>
        ) : null}
      </Group>
      {isAsked ? null : <Refused error={publishing.error} />}
      <ConfirmDialog
        title="Publish breaking changes"
        isOpen={isAsked}
        confirm="Publish anyway"
        isPending={publishing.isPending}
        error={publishing.error}
        onConfirm={() => publishing.mutate(undefined)}
        onClose={() => setAsked(false)}
      >
        <Text size="sm">
          {counted(preview.breaking, "change breaks", "changes break")} clients of {slug}. New sandboxes get
          this release; open ones stay on theirs until they are moved. Released as next, it can be tried
          first.
        </Text>
      </ConfirmDialog>
    </Stack>
  );
}
