// All operations of an API by their groups, with a search over what they are called and what they are for.
import { Accordion, Group, NavLink, Text, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import { type ReferenceOperation, textOf } from "./document.ts";

/** As many groups as this are open from the start; and this many operations of a search are shown. */
const MOST_OPEN = 1;
const MOST_FOUND = 100;

export function OperationList({
  api,
  operations,
  chosen,
}: {
  api: string;
  operations: readonly ReferenceOperation[];
  chosen: ReferenceOperation | undefined;
}) {
  const [sought, setSought] = useState("");
  const words = useDeferredValue(sought).toLowerCase().split(/\s+/).filter(Boolean);
  const searched = useMemo(() => operations.map((one) => ({ one, text: searchText(one) })), [operations]);
  const found = searched.filter(({ text }) => words.every((word) => text.includes(word)));
  const groups = useMemo(() => Map.groupBy(operations, ({ tag }) => tag), [operations]);
  const [open, setOpen] = useState<string[]>(chosen ? [chosen.tag] : [...groups.keys()].slice(0, MOST_OPEN));
  return (
    <nav aria-label="Operations">
      <TextInput
        label="Search operations"
        placeholder="Name, path or purpose"
        mb="sm"
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
      />
      {words.length > 0 ? (
        <>
          <Text size="sm" c="dimmed" role="status">
            {found.length > MOST_FOUND
              ? `The first ${MOST_FOUND} of ${found.length}`
              : `${found.length} found`}
          </Text>
          {found.slice(0, MOST_FOUND).map(({ one }) => (
            <OperationLink key={one.id} api={api} operation={one} />
          ))}
        </>
      ) : (
        <Accordion multiple value={open} onChange={setOpen} chevronPosition="left">
          {[...groups].map(([tag, members]) => (
            <Accordion.Item key={tag} value={tag}>
              <Accordion.Control>
                <Group justify="space-between" wrap="nowrap">
                  <Text size="sm" fw={600}>
                    {tag}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {members.length}
                  </Text>
                </Group>
              </Accordion.Control>
              <Accordion.Panel>
                {open.includes(tag)
                  ? members.map((one) => <OperationLink key={one.id} api={api} operation={one} />)
                  : null}
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
    </nav>
  );
}

const OperationLink = ({ api, operation }: { api: string; operation: ReferenceOperation }) => (
  <NavLink
    className="navigation-link"
    label={operation.summary}
    description={operation.id}
    renderRoot={(props) => (
      <Link
        to="/apis/$api/reference"
        params={{ api }}
        search={{ operation: operation.id }}
        preload={false}
        {...props}
      />
    )}
  />
);

const searchText = ({ id, tag, summary, node }: ReferenceOperation): string =>
  `${id} ${tag} ${summary} ${textOf(node, "operationId")} ${textOf(node, "description")}`.toLowerCase();
