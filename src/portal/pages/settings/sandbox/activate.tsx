// Activating a sandbox: its first key comes with it.
import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import { Refused } from "../../../components/refused.tsx";
import { type Profile, ProfileSelect } from "../../../components/reset/profile-select.tsx";

export function Activate({
  api,
  onActivated,
}: {
  api: string;
  onActivated: (activated: Schemas["Activated"]) => void;
}) {
  const [profile, setProfile] = useState<Profile>("small");
  const activating = useChange(
    () =>
      answerOf(
        platform.POST("/api/v1/settings/api-access/sandbox/activate", {
          params: { query: { api } },
          body: { profile },
        }),
      ),
    [["lifecycle", api], ["keys"], ["tenant"], ["sandboxes"], ["subscription", api]],
    onActivated,
  );
  return (
    <>
      <Group align="flex-end">
        <ProfileSelect value={profile} onChange={setProfile} />
        <Button loading={activating.isPending} onClick={() => activating.mutate(undefined)}>
          Activate sandbox
        </Button>
      </Group>
      <Refused error={activating.error} />
    </>
  );
}
