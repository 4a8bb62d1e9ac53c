// A release from a document: uploaded or read from its address, previewed, and then published.
import {
  Button,
  Card,
  Checkbox,
  FileInput,
  NativeSelect,
  SegmentedControl,
  SimpleGrid,
  Stack,
  TextInput,
} from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Refused } from "../../../components/refused.tsx";
import { type Sources, type Visibility, previewRelease } from "./publication.ts";
import { WouldBe } from "./would-be.tsx";

type Values = {
  slug: string;
  from: "file" | "url";
  document: File | null;
  url: string;
  sandbox: File | null;
  records: File | null;
  keepsOthers: boolean;
  visibility: Visibility;
};

/** Without a `slug` it is the first release of a new API. */
export function ReleaseForm({ slug }: { slug?: string }) {
  const form = useForm<Values>({
    initialValues: {
      slug: slug ?? "",
      from: "file",
      document: null,
      url: "",
      sandbox: null,
      records: null,
      keepsOthers: slug !== undefined,
      visibility: "private",
    },
    validate: {
      document: (file, { from }) => (from === "file" && !file ? "Choose the document." : null),
      url: (url, { from }) => (from === "url" && !URL.canParse(url) ? "Give a URL." : null),
    },
    // What was previewed is no longer what the form says.
    onValuesChange: () => previewing.reset(),
  });
  const [sources, setSources] = useState<Sources>({});
  const previewing = useMutation({
    mutationFn: async (values: Values) => {
      const given = await sourcesOf(values);
      setSources(given);
      return previewRelease(values.slug, given);
    },
  });
  return (
    <Stack>
      <Card component="section" aria-label="The document">
        <form onSubmit={form.onSubmit((values) => previewing.mutate(values))}>
          <Stack>
            {slug === undefined ? <NameFields form={form} /> : null}
            <SegmentedControl
              aria-label="Where the document is"
              w="fit-content"
              data={[
                { value: "file", label: "Upload" },
                { value: "url", label: "From a URL" },
              ]}
              {...form.getInputProps("from")}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {form.values.from === "file" ? (
                <FileInput
                  label="OpenAPI document"
                  description="2.0 to 3.2, JSON or YAML"
                  withAsterisk
                  {...form.getInputProps("document")}
                />
              ) : (
                <TextInput
                  label="URL of the OpenAPI document"
                  description="A public https address; it is read now and kept"
                  placeholder="https://example.com/openapi.yaml"
                  withAsterisk
                  {...form.getInputProps("url")}
                />
              )}
              <FileInput
                label="sandbox.yaml"
                description="What the document does not say; not needed"
                clearable
                clearButtonProps={{ "aria-label": "Remove sandbox.yaml" }}
                {...form.getInputProps("sandbox")}
              />
              <FileInput
                label="records.yaml"
                description="What a new sandbox holds; made up where it is missing"
                clearable
                clearButtonProps={{ "aria-label": "Remove records.yaml" }}
                {...form.getInputProps("records")}
              />
            </SimpleGrid>
            {slug === undefined ? null : (
              <Checkbox
                label="Keep the files of the latest release where none is chosen"
                {...form.getInputProps("keepsOthers", { type: "checkbox" })}
              />
            )}
            <Button type="submit" w="fit-content" loading={previewing.isPending}>
              Preview
            </Button>
            <Refused error={previewing.error} />
          </Stack>
        </form>
      </Card>
      {previewing.data ? (
        <WouldBe
          slug={form.values.slug}
          sources={sources}
          answer={previewing.data}
          {...(slug === undefined ? { visibility: form.values.visibility } : {})}
        />
      ) : null}
    </Stack>
  );
}

const NameFields = ({ form }: { form: UseFormReturnType<Values> }) => (
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
  </SimpleGrid>
);

async function sourcesOf({ from, document, url, sandbox, records, keepsOthers }: Values): Promise<Sources> {
  return {
    ...(from === "url" ? { url } : { document: (await document?.text()) ?? "" }),
    ...(sandbox ? { sandbox: await sandbox.text() } : {}),
    ...(records ? { records: await records.text() } : {}),
    ...(keepsOthers ? { base: "latest" } : {}),
  };
}
