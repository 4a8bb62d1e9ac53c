// What differs between sandbox and production, and what does not.
import { Card, Code, Table, Title } from "@mantine/core";

export function SandboxAndProduction({ prefix }: { prefix: string }) {
  const rows = [
    ["Data", "Sample and test data", "Real data"],
    ["Billing", "Sandbox add-on fee", "Normal subscription"],
    ["Webhooks", "Delivered normally", "Delivered normally"],
    ["Rate limits", "Same as production", "Same"],
    ["API behavior", "Identical", "Identical"],
  ];
  return (
    <Card component="section" aria-labelledby="differences">
      <Title order={2} size="h4" id="differences" mb="sm">
        Sandbox and production
      </Title>
      <Table highlightOnHover={false} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="26%">Aspect</Table.Th>
            <Table.Th>
              Sandbox <Code>{prefix}_test_*</Code>
            </Table.Th>
            <Table.Th>
              Production <Code>{prefix}_live_*</Code>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([aspect, sandbox, production]) => (
            <Table.Tr key={aspect}>
              <Table.Th scope="row">{aspect}</Table.Th>
              <Table.Td>{sandbox}</Table.Td>
              <Table.Td>{production}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
