// A schema as a tree: each member with its type, what it demands and what it is for. What is nested is drawn when it is opened.
import { Badge, Code, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { JsonObject } from "#lib/json.ts";
import { counted } from "../../components/counted.ts";
import { type Member, wordsOf } from "./schema.ts";

const SHOWN_ALLOWED = 30;

export function SchemaTree({ document, schema }: { document: JsonObject; schema: JsonObject }) {
  const words = wordsOf(document, schema);
  return (
    <div>
      <Words document={document} schema={schema} />
      <Members document={document} members={words.members} />
      <Members document={document} members={words.alternatives} title="One of" />
    </div>
  );
}

function Members({
  document,
  members,
  title,
}: {
  document: JsonObject;
  members: readonly Member[];
  title?: string;
}) {
  if (members.length === 0) return null;
  return (
    <>
      {title === undefined ? null : (
        <Text size="sm" fw={550} mt="xs">
          {title}
        </Text>
      )}
      <ul className="schema">
        {members.map((member) => (
          <li key={member.name}>
            <Named document={document} member={member} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Named({ document, member }: { document: JsonObject; member: Member }) {
  const [isOpen, setOpen] = useState(false);
  const { members, alternatives } = wordsOf(document, member.schema);
  const count = members.length + alternatives.length;
  return (
    <>
      <Group gap="xs">
        <Code fw={650}>{member.name}</Code>
        {member.isRequired ? <Badge color="orange">required</Badge> : null}
      </Group>
      <Words document={document} schema={member.schema} />
      {count === 0 ? null : (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>
            {members.length > 0
              ? counted(members.length, "member")
              : counted(alternatives.length, "alternative")}
          </summary>
          {isOpen ? (
            <>
              <Members document={document} members={members} />
              <Members document={document} members={alternatives} title="One of" />
            </>
          ) : null}
        </details>
      )}
    </>
  );
}

/** Type, constraints, allowed values and description. */
export function Words({ document, schema }: { document: JsonObject; schema: JsonObject }) {
  const { type, constraints, allowed, description } = wordsOf(document, schema);
  return (
    <>
      <Text size="sm" c="dimmed">
        {[type, ...constraints].join(" · ")}
      </Text>
      {allowed.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          {"Allowed: "}
          {allowed.slice(0, SHOWN_ALLOWED).map((one) => (
            <Code key={one} mr={4}>
              {one}
            </Code>
          ))}
          {allowed.length > SHOWN_ALLOWED ? `and ${allowed.length - SHOWN_ALLOWED} more` : null}
        </Text>
      )}
      <Description text={description} />
    </>
  );
}

/** A provider's text: Markdown as it was written, and never HTML. */
export const Description = ({ text }: { text: string }) =>
  text === "" ? null : (
    <Text size="sm" style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }} dir="auto">
      {text.trim()}
    </Text>
  );
