// sandbox.yaml of the latest release, to be edited: mistakes stand at their lines, and what changes is shown before it is released.
import { Anchor, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Suspense, lazy, useState } from "react";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { fidelityQuery } from "../../../api/queries.ts";
import { Asked } from "../../../components/asked.tsx";
import { Loading } from "../../../components/loading.tsx";
import { Refused } from "../../../components/refused.tsx";
import { previewRelease } from "../release/publication.ts";
import { WouldBe } from "../release/would-be.tsx";

const route = getRouteApi("/signed-in/provider/$api/sandbox-file");
/** The editor is most of this page's script: it comes after the page. */
const Editor = lazy(async () => ({ default: (await import("./yaml-editor.tsx")).YamlEditor }));

export function SandboxFilePage() {
  const { api } = route.useParams();
  const sources = useQuery({
    queryKey: ["sources", api],
    queryFn: () =>
      answerOf(
        platform.GET("/api/v1/apis/{slug}/releases/{release}/sources", {
          params: { path: { slug: api, release: "latest" } },
        }),
      ),
    // What is being written is not replaced while it is.
    refetchOnWindowFocus: false,
  });
  return (
    <Asked query={sources}>
      {(answer) => <FileEditor key={answer.release} api={api} sources={answer} />}
    </Asked>
  );
}

function FileEditor({ api, sources }: { api: string; sources: Schemas["ReleaseSources"] }) {
  const [text, setText] = useState(sources.sandboxFile ?? "");
  const { data: report } = useQuery(fidelityQuery(api));
  const { data: schema } = useQuery({
    queryKey: ["sandbox-file schema"],
    queryFn: () => answerOf(platform.GET("/api/v1/schemas/sandbox-file")),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const previewing = useMutation({
    mutationFn: (sandbox: string) => previewRelease(api, { base: sources.release, sandbox }),
  });
  const { data: answer } = previewing;
  return (
    <Stack>
      <Text c="dimmed" maw="46rem">
        What the OpenAPI document does not say: states and moves, keys, events, errors, magic values. Every
        word is in its <Anchor href="/api/v1/schemas/sandbox-file">JSON Schema</Anchor>; Ctrl+Space completes
        them, and the names of this API. Escape, then Tab, leaves the editor.
      </Text>
      <Card component="section" aria-label="sandbox.yaml">
        <Stack>
          <Suspense fallback={<Loading />}>
            <Editor
              label="sandbox.yaml"
              value={text}
              diagnostics={answer?.diagnostics ?? []}
              schema={schema}
              words={wordsOf(report)}
              onChange={(written) => {
                setText(written);
                if (answer) previewing.reset();
              }}
            />
          </Suspense>
          <Group>
            <Button loading={previewing.isPending} onClick={() => previewing.mutate(text)}>
              Preview
            </Button>
            <Button
              variant="default"
              disabled={text === (sources.sandboxFile ?? "")}
              onClick={() => {
                setText(sources.sandboxFile ?? "");
                previewing.reset();
              }}
            >
              Undo all changes
            </Button>
          </Group>
          <Refused error={previewing.error} />
        </Stack>
      </Card>
      {answer ? (
        <WouldBe slug={api} sources={{ base: sources.release, sandbox: text }} answer={answer} />
      ) : null}
    </Stack>
  );
}

/** Names of this API that the file speaks of. */
const wordsOf = (report: Schemas["FidelityReport"] | undefined): string[] => [
  ...Object.keys(report?.resources ?? {}),
  ...(report?.operations ?? []).map(({ method, path }) => `${method} ${path}`),
];
