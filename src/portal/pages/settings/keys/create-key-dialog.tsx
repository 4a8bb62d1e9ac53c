// A new key: its environment, what it may do, and how long.
import {
  Button,
  Checkbox,
  Group,
  Modal,
  MultiSelect,
  NativeSelect,
  Radio,
  Stack,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { entitiesQuery } from "../../../api/queries.ts";
import { Refused } from "../../../components/refused.tsx";
import type { Secret } from "../../../components/secret-once.tsx";
import { type NewKey, useCreateKey } from "./use-create-key.ts";

/** Days; 0 is no end. */
const LIFETIMES = [
  { value: "0", label: "Never" },
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
];

export function CreateKeyDialog({
  api,
  isOpen,
  canTest,
  liveLocked,
  onClose,
  onSecret,
}: {
  api: string;
  isOpen: boolean;
  canTest: boolean;
  liveLocked: string | null;
  onClose: () => void;
  onSecret: (secret: Secret) => void;
}) {
  const { data: entities = [] } = useQuery({ ...entitiesQuery(api), enabled: isOpen });
  const form = useForm<NewKey>({
    initialValues: {
      mode: "test",
      name: "",
      scopes: [],
      days: "0",
      ownSandbox: false,
    },
  });
  const creating = useCreateKey(api, (key) => {
    onClose();
    form.reset();
    onSecret({ title: `API key “${key.name}”`, value: key.rawKey });
  });
  const isTest = form.values.mode === "test";
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Create API key"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form onSubmit={form.onSubmit((values) => creating.mutate(values))}>
        <Stack>
          <Radio.Group
            label="Environment"
            description={canTest ? undefined : "Test is available while the sandbox is active."}
            {...form.getInputProps("mode")}
          >
            <Group mt="xs">
              <Radio value="test" label="Test" disabled={!canTest} />
              <Radio value="live" label="Live" disabled={liveLocked !== null} />
            </Group>
          </Radio.Group>
          <TextInput label="Name" placeholder="Checkout service" required {...form.getInputProps("name")} />
          <MultiSelect
            label="Entity scopes"
            description="None is every operation of the API."
            placeholder={form.values.scopes.length === 0 ? "Every operation" : ""}
            searchable
            data={entities.map((entity) => ({
              group: entity,
              items: [`${entity}:read`, `${entity}:write`],
            }))}
            {...form.getInputProps("scopes")}
          />
          {isTest ? (
            <>
              <NativeSelect label="Expires" data={LIFETIMES} {...form.getInputProps("days")} />
              <Checkbox
                label="In a sandbox of its own, for a test run that shares nothing"
                {...form.getInputProps("ownSandbox", { type: "checkbox" })}
              />
            </>
          ) : null}
          <Refused error={creating.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={creating.isPending}>
              Create key
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
