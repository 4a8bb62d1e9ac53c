// What can be done with one release: let a name point at it, or say that it should be left.
import { ActionIcon, Menu, Text } from "@mantine/core";
import IconDots from "@tabler/icons-react/icons/IconDots";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";

type Action = "latest" | "next" | "deprecate";
const WORDS: Readonly<Record<Action, { label: string; about: string }>> = {
  latest: {
    label: "Make it latest",
    about: "New sandboxes and resets get this release. Open sandboxes stay on theirs until they are moved.",
  },
  next: { label: "Make it next", about: "Whoever asks for next gets this release; nobody else does." },
  deprecate: {
    label: "Deprecate",
    about: "Partners are told that this release should be left. Sandboxes that have it keep it.",
  },
};

export function ReleaseActions({ api, release }: { api: string; release: Schemas["ReleaseRow"] }) {
  const [asked, setAsked] = useState<Action>();
  const changing = useChange(
    async (action: Action): Promise<void> => {
      const path = { slug: api, release: release.release };
      if (action === "deprecate")
        await answerOf(
          platform.POST("/api/v1/apis/{slug}/releases/{release}/deprecate", { params: { path } }),
        );
      else
        await answerOf(
          platform.PUT("/api/v1/apis/{slug}/aliases/{alias}", {
            params: { path: { slug: api, alias: action } },
            body: { release: release.release },
          }),
        );
    },
    [["releases", api], ["apis"], ["fidelity", api], ["diff", api], ["sources", api]],
    () => setAsked(undefined),
  );
  const isOpen = (action: Action): boolean =>
    action === "deprecate" ? release.deprecatedAt === null : !release.aliases.includes(action);
  const open = (["latest", "next", "deprecate"] as const).filter(isOpen);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={`Actions of ${release.release.slice(0, 12)}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {open.map((action) => (
            <Menu.Item key={action} onClick={() => setAsked(action)}>
              {WORDS[action].label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        title={asked ? `${WORDS[asked].label}: ${release.release.slice(0, 12)}` : ""}
        isOpen={asked !== undefined}
        confirm={asked ? WORDS[asked].label : ""}
        isDangerous={asked === "deprecate"}
        isPending={changing.isPending}
        error={changing.error}
        onConfirm={() => {
          if (asked) changing.mutate(asked);
        }}
        onClose={() => {
          setAsked(undefined);
          changing.reset();
        }}
      >
        <Text size="sm">{asked ? WORDS[asked].about : ""}</Text>
      </ConfirmDialog>
    </>
  );
}
