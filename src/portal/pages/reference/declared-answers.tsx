// What an operation answers, by status: its schema, and an example of it.
import { Accordion, Group, NativeSelect, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { JsonObject } from "#lib/json.ts";
import { StatusBadge } from "../sandbox/requests/status-badge.tsx";
import { type DeclaredAnswer, type ReferenceOperation, answersOf, contentsOf } from "./document.ts";
import { sampleOf } from "./sample.ts";
import { Description, SchemaTree } from "./schema-tree.tsx";

export function DeclaredAnswers({
  document,
  operation,
}: {
  document: JsonObject;
  operation: ReferenceOperation;
}) {
  const answers = answersOf(document, operation);
  const [open, setOpen] = useState<string | null>(answers[0]?.status ?? null);
  if (answers.length === 0) return null;
  return (
    <section aria-labelledby="answers">
      <Title order={3} size="h4" id="answers" mb="xs">
        Answers
      </Title>
      <Accordion variant="separated" value={open} onChange={setOpen} order={4}>
        {answers.map((answer) => (
          <Accordion.Item key={answer.status} value={answer.status}>
            <Accordion.Control>
              <Group gap="sm" wrap="nowrap">
                <Status status={answer.status} />
                <Text size="sm" lineClamp={2}>
                  {answer.description}
                </Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              {open === answer.status ? <AnswerBody document={document} answer={answer} /> : null}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </section>
  );
}

const Status = ({ status }: { status: string }) =>
  /^\d+$/.test(status) ? (
    <StatusBadge status={Number(status)} />
  ) : (
    <Text size="sm" fw={600}>
      {status === "default" ? "Any other" : status}
    </Text>
  );

function AnswerBody({ document, answer }: { document: JsonObject; answer: DeclaredAnswer }) {
  const contents = contentsOf(document, answer.node);
  const [media, setMedia] = useState(contents[0]?.media ?? "");
  const content = contents.find((one) => one.media === media) ?? contents[0];
  if (!content) return <Description text={answer.description || "No body."} />;
  const sample = sampleOf(document, content, false);
  return (
    <>
      {contents.length > 1 ? (
        <NativeSelect
          label="Media type"
          mb="sm"
          maw={320}
          data={contents.map((one) => one.media)}
          value={media}
          onChange={(event) => setMedia(event.currentTarget.value)}
        />
      ) : (
        <Text size="sm" c="dimmed" mb="xs">
          {content.media}
        </Text>
      )}
      <SchemaTree document={document} schema={content.schema} />
      {sample === undefined ? null : (
        <pre
          className="code"
          tabIndex={0}
          aria-label={`Example of ${answer.status}`}
          style={{ maxHeight: "20rem", marginTop: "0.75rem" }}
        >
          {typeof sample === "string" ? sample : JSON.stringify(sample, null, 2)}
        </pre>
      )}
    </>
  );
}
