// Publishing a document: it is compiled by the platform, which says what became of each operation.
import { Button, Card, FileInput, NativeSelect, SimpleGrid, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type Schemas, answerOf, platform } from "../../api/client.ts";
import { useChange } from "../../api/use-change.ts";
import { Refused } from "../../components/refused.tsx";
import { PublishedRelease } from "./published-release.tsx";

type Visibility = Schemas["Api"]["visibility"];
type Publication = { slug: string; document: File | null; sandbox: File | null; visibility: Visibility };

export function PublishForm() {
  const form = useForm<Publication>({
    initialValues: { slug: "", document: null, sandbox: null, visibility: "private" },
  });
  const publishing = useChange(publish, [["apis"]]);
  return (
    <Card component="section" aria-labelledby="publish">
      <Title order={2} size="h4" id="publish" mb="sm">
        Publish a document
      </Title>
      <form onSubmit={form.onSubmit((values) => publishing.mutate(values))}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label="Name of the API"
              description="Small letters, as it stands in addresses"
              required
              {...form.getInputProps("slug")}
            />
            <NativeSelect
              label="Who may see it"
              description="It can be opened to more people later"
              data={["private", "unlisted", "public"]}
              {...form.getInputProps("visibility")}
            />
            <FileInput
              label="OpenAPI document"
              description="2.0 to 3.2, JSON or YAML"
              required
              {...form.getInputProps("document")}
            />
            <FileInput
              label="sandbox.yaml"
              description="What the document does not say; not needed"
              clearable
              clearButtonProps={{ "aria-label": "Remove the file" }}
              {...form.getInputProps("sandbox")}
            />
          </SimpleGrid>
          <Button type="submit" w="fit-content" loading={publishing.isPending}>
            Publish
          </Button>
          <Refused error={publishing.error} />
        </Stack>
      </form>
      {publishing.data ? <PublishedRelease release={publishing.data} /> : null}
    </Card>
  );
}

async function publish({ slug, document, sandbox, visibility }: Publication): Promise<Schemas["Release"]> {
  const files = { document: await textOf(document), ...(sandbox ? { sandbox: await textOf(sandbox) } : {}) };
  return answerOf(
    platform.POST("/api/v1/apis/{slug}/releases", {
      params: { path: { slug } },
      body: { ...files, visibility },
      bodySerializer: asForm,
    }),
  );
}

const textOf = (file: File | null): Promise<string> => file?.text() ?? Promise.resolve("");

function asForm(body: object = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) form.append(name, String(value));
  return form;
}
