// Sandbox Test Data: what the provider has for tests, to read and to copy.
import { Badge, Modal, Stack, Text } from "@mantine/core";
import type { Schemas } from "../../api/client.ts";
import { CopyLine } from "../../components/copy-line.tsx";

export const TestDataDialog = ({
  isOpen,
  testData,
  onClose,
}: {
  isOpen: boolean;
  testData: Schemas["Subscription"]["testData"];
  onClose: () => void;
}) => (
  <Modal
    opened={isOpen}
    onClose={onClose}
    title="Sandbox Test Data"
    size="lg"
    closeButtonProps={{ "aria-label": "Close" }}
  >
    <Stack>
      {testData.length === 0 ? (
        <Text c="dimmed">The provider has named no test data. The sandbox's sample records can be used.</Text>
      ) : null}
      {testData.map(({ type, name, description, value }) => (
        <div key={name}>
          <Text fw={650} component="div">
            {name} <Badge color="gray">{type}</Badge>
          </Text>
          <Text size="sm" c="dimmed" mb={4}>
            {description}
          </Text>
          <CopyLine text={value} label={name} />
        </div>
      ))}
    </Stack>
  </Modal>
);
