// Makes a fork: a new sandbox with these records and a key of its own, which is shown once. Then on to the fork.
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";
import { SecretOnce } from "../../../components/secret-once.tsx";
import { counted } from "../../../components/counted.ts";

/** What is copied: the records as they are, as a snapshot has them, or as they were before a logged request. */
export type ForkSource = { about: string; snapshot?: string; before?: string };

export function ForkDialog({
  sandbox,
  api,
  source,
  onClose,
}: {
  sandbox: string;
  api: string;
  source: ForkSource | undefined;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const form = useForm({ initialValues: { name: "" } });
  const [made, setMade] = useState<Schemas["Forked"]>();
  const forking = useChange(
    ({ name }: { name: string }) => {
      const { snapshot, before } = source ?? {};
      return answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/forks", {
          params: { path: { sandbox, api } },
          body: {
            name,
            ...(snapshot === undefined ? {} : { snapshot }),
            ...(before === undefined ? {} : { before }),
          },
        }),
      );
    },
    [["sandboxes"]],
    (forked) => {
      setMade(forked);
      form.reset();
      onClose();
    },
  );
  return (
    <>
      <Modal
        opened={source !== undefined}
        onClose={onClose}
        title="Fork this sandbox"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <form onSubmit={form.onSubmit((values) => forking.mutate(values))}>
          <Stack>
            <Text size="sm">
              A new sandbox with {source?.about ?? "these records"}. It has a key of its own and never
              delivers webhooks; this sandbox stays as it is.
            </Text>
            <TextInput
              label="Name of the fork"
              required
              maxLength={100}
              data-autofocus
              {...form.getInputProps("name")}
            />
            <Refused error={forking.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={forking.isPending}>
                Make the fork
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
      <SecretOnce
        secret={
          made && {
            title: "Test key of the fork",
            value: made.testApiKey.rawKey,
            hint: `${counted(made.records, "record was", "records were")} copied to the sandbox ${made.sandbox.name}.`,
          }
        }
        onSaved={() => {
          setMade(undefined);
          if (made)
            void navigate({
              to: "/sandboxes/$sandbox/$api",
              params: { sandbox: made.sandbox.name, api },
            });
        }}
      />
    </>
  );
}
