// A link to one request, for somebody without an account here.
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { CopyLine } from "../../../components/copy-line.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Refused } from "../../../components/refused.tsx";

export function ShareButton({ path }: { path: { sandbox: string; api: string; request: string } }) {
  const [isOpen, setOpen] = useState(false);
  const sharing = useChange(
    () =>
      answerOf(
        platform.POST("/api/v1/sandboxes/{sandbox}/{api}/log/{request}/bundle", {
          params: { path },
          body: {},
        }),
      ),
    [],
  );
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setOpen(true);
          sharing.mutate(undefined);
        }}
      >
        Share
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="Share this request"
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack>
          <Text size="sm">
            Whoever has the link sees this request as it is now, with its explanation, its changes and its
            deliveries. Credentials are not in it.
          </Text>
          <Refused error={sharing.error} />
          {sharing.data ? (
            <>
              <CopyLine text={pageOf(sharing.data.url)} label="the link" />
              <Text size="sm" c="dimmed">
                It works until <Moment at={sharing.data.expiresAt} />.
              </Text>
            </>
          ) : null}
        </Stack>
      </Modal>
    </>
  );
}

/** The page that shows what an address of the API answers. */
const pageOf = (url: string): string => `${location.origin}/shared/${url.split("/").at(-1) ?? ""}`;
