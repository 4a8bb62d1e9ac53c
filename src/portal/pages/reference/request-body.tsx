// The body of a request: what may stand in it, and one to be changed and sent with its content type.
import { NativeSelect, Stack, Text, Textarea, Title } from "@mantine/core";
import type { JsonObject } from "#lib/json.ts";
import { FORM, MULTIPART } from "./call.ts";
import type { Content } from "./document.ts";
import { SchemaTree } from "./schema-tree.tsx";

const ROWS = { min: 4, max: 18 };

export function RequestBody({
  document,
  contents,
  body,
  isRequired,
  problem,
  onMedia,
  onText,
}: {
  document: JsonObject;
  contents: readonly Content[];
  body: { media: string; text: string };
  isRequired: boolean;
  problem: string | null;
  onMedia: (media: string) => void;
  onText: (text: string) => void;
}) {
  const content = contents.find(({ media }) => media === body.media);
  if (!content) return null;
  const isForm = body.media === FORM || body.media === MULTIPART;
  return (
    <section aria-labelledby="body">
      <Title order={3} size="h4" id="body" mb="xs">
        Body{isRequired ? "" : ", not required"}
      </Title>
      <Stack gap="sm">
        {contents.length > 1 ? (
          <NativeSelect
            label="Content type"
            maw={320}
            data={contents.map(({ media }) => media)}
            value={body.media}
            onChange={(event) => onMedia(event.currentTarget.value)}
          />
        ) : (
          <Text size="sm" c="dimmed">
            {body.media}
          </Text>
        )}
        <Textarea
          label="What is sent"
          {...(isForm ? { description: "Written as JSON here; it is sent as fields of a form." } : {})}
          autosize
          minRows={ROWS.min}
          maxRows={ROWS.max}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8125rem" } }}
          value={body.text}
          error={problem}
          onChange={(event) => onText(event.currentTarget.value)}
        />
        <SchemaTree document={document} schema={content.schema} />
      </Stack>
    </section>
  );
}
