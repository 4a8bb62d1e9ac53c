// One submission: what the partner says, what is proved, and the reviewer's decision.
import { Anchor, Badge, Card, Group, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../../api/client.ts";
import { Moment } from "../../../components/moment.tsx";
import { Decision } from "./decision.tsx";
import { STATUSES } from "./statuses.ts";

export function SubmissionCard({
  api,
  submission,
  needsCredential,
}: {
  api: string;
  submission: Schemas["Submission"];
  needsCredential: boolean;
}) {
  const { partner, plan, status, form, evidence, submittedAt, notes } = submission;
  const { word, color } = STATUSES[status];
  return (
    <Card component="article" aria-label={`Submission of ${partner.name}`}>
      <Stack>
        <Group justify="space-between">
          <div>
            <Title order={2} size="h4" dir="auto">
              <Anchor
                inherit
                renderRoot={(props) => (
                  <Link
                    to="/provider/$api/partners/$partner"
                    params={{ api, partner: partner.id }}
                    {...props}
                  />
                )}
              >
                {partner.name}
              </Anchor>
            </Title>
            <Text size="sm" c="dimmed">
              Plan {plan}, submitted <Moment at={submittedAt} />
            </Text>
          </div>
          <Badge color={color}>{word}</Badge>
        </Group>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <div>
            <Text fw={550} mb={4}>
              What the partner says
            </Text>
            {Object.keys(form).length === 0 ? (
              <Text size="sm" c="dimmed">
                This plan has no form.
              </Text>
            ) : (
              <Table verticalSpacing={4}>
                <Table.Tbody>
                  {Object.entries(form).map(([name, value]) => (
                    <Table.Tr key={name}>
                      <Table.Th scope="row">{name}</Table.Th>
                      <Table.Td dir="auto">{String(value)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </div>
          <div>
            <Text fw={550} mb={4}>
              What is proved
            </Text>
            {evidence.required.length === 0 ? (
              <Text size="sm" c="dimmed">
                This plan requires no proof.
              </Text>
            ) : null}
            {evidence.required.map(({ title, met, proof }) => (
              <Group key={title} gap="xs" wrap="nowrap">
                <Badge color={met ? "green" : "gray"}>{met ? "Proved" : "Open"}</Badge>
                <Text size="sm">
                  {title}
                  {proof === null ? null : (
                    <>
                      {" · "}
                      <Moment at={proof.at} />
                    </>
                  )}
                </Text>
              </Group>
            ))}
          </div>
        </SimpleGrid>
        {notes === null ? null : (
          <Text size="sm" dir="auto">
            Notes: {notes}
          </Text>
        )}
        {status === "in_review" ? (
          <Decision api={api} submission={submission.id} needsCredential={needsCredential} />
        ) : null}
      </Stack>
    </Card>
  );
}
