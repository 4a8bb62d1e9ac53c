// One operation: what it is for, what it takes and answers, how it is called, and the call itself.
import { Alert, Badge, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import type { JsonObject } from "#lib/json.ts";
import type { Schemas } from "../../api/client.ts";
import { TIER_COLORS } from "../visitor/tier-counts.tsx";
import { type Call, type Filled, callOf, placeOf } from "./call.ts";
import { DeclaredAnswers } from "./declared-answers.tsx";
import { type Content, type Parameter, type ReferenceOperation } from "./document.ts";
import { contentsOf, follow, parametersOf, securityOf, textOf } from "./document.ts";
import { Parameters } from "./parameters.tsx";
import { RequestBody } from "./request-body.tsx";
import { sampleOf, valueOf } from "./sample.ts";
import { Description } from "./schema-tree.tsx";
import { Snippets } from "./snippets.tsx";
import { TryIt } from "./try-it.tsx";
import type { useTarget } from "./use-target.ts";

export function OperationView({
  entry,
  document,
  operation,
  aim,
}: {
  entry: Schemas["CatalogueEntry"];
  document: JsonObject;
  operation: ReferenceOperation;
  aim: ReturnType<typeof useTarget>;
}) {
  const parameters = useMemo(() => parametersOf(document, operation), [document, operation]);
  const [values, setValues] = useState(() => firstValues(document, parameters));
  const given = follow(document, operation.node["requestBody"]);
  const contents = useMemo(() => contentsOf(document, given), [document, given]);
  const [body, setBody] = useState(() => firstBody(document, contents[0]));
  const { call, problem } = built({
    base: aim.target.base,
    operation,
    parameters,
    values,
    key: aim.target.key,
    credential: entry.credential,
    ...(contents.length > 0 ? { body } : {}),
  });
  const known = entry.operations.find(
    ({ method, path }) => method === operation.method && path === `${entry.basePath}${operation.path}`,
  );
  const security = securityOf(document, operation);
  return (
    <Stack gap="xl" component="article" aria-labelledby="operation">
      <div>
        <Group gap="sm" mb={4}>
          <Title order={2} size="h3" id="operation">
            {operation.summary}
          </Title>
          {operation.isDeprecated ? <Badge color="orange">deprecated</Badge> : null}
          {known ? <Badge color={TIER_COLORS[known.tier]}>{known.tier}</Badge> : null}
        </Group>
        <Code>{operation.id}</Code>
        <Description text={textOf(operation.node, "description")} />
        <Text size="sm" c="dimmed" mt="xs">
          Authorisation: {security.length === 0 ? "as the API says" : security.join(", or ")}
        </Text>
      </div>
      <Parameters document={document} parameters={parameters} values={values} onChange={setValues} />
      <RequestBody
        document={document}
        contents={contents}
        body={body}
        isRequired={given["required"] === true}
        problem={problem}
        onMedia={(media) =>
          setBody(
            firstBody(
              document,
              contents.find((one) => one.media === media),
            ),
          )
        }
        onText={(text) => setBody({ ...body, text })}
      />
      {call ? (
        <>
          <TryIt
            api={entry.api}
            call={call}
            aim={aim}
            missing={parameters
              .filter((one) => one.in === "path" && (values[placeOf(one)] ?? "") === "")
              .map(({ name }) => name)}
            demoWords={known ? demoWordsOf(known) : ""}
          />
          <Snippets call={call} operation={operation} />
        </>
      ) : (
        <Alert color="orange">The body is not JSON yet, so that no call can be made of it.</Alert>
      )}
      <DeclaredAnswers document={document} operation={operation} />
    </Stack>
  );
}

function built(filled: Filled): { call: Call | undefined; problem: string | null } {
  try {
    return { call: callOf(filled), problem: null };
  } catch (error) {
    return { call: undefined, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What must be given has a value from the start, where the document has one. */
const firstValues = (document: JsonObject, parameters: readonly Parameter[]): Record<string, string> =>
  Object.fromEntries(
    parameters
      .filter(({ isRequired }) => isRequired)
      .map((one) => {
        const known = one.example ?? (one.in === "path" ? one.schema["example"] : undefined);
        const value = known ?? (one.in === "path" ? "" : valueOf(document, one.schema, true, 0));
        return [placeOf(one), typeof value === "string" ? value : JSON.stringify(value)];
      }),
  );

function firstBody(document: JsonObject, content: Content | undefined): { media: string; text: string } {
  if (!content) return { media: "", text: "" };
  const sample = sampleOf(document, content, true);
  const text = typeof sample === "string" ? sample : JSON.stringify(sample ?? {}, null, 2);
  return { media: content.media, text };
}

const demoWordsOf = ({ kind, resource, tier }: Schemas["CatalogueEntry"]["operations"][number]): string =>
  tier === "unsupported"
    ? "The sandbox does not support this operation."
    : `The sandbox answers it as ${kind}${resource === null ? "" : ` of ${resource}`} (${tier}).`;
