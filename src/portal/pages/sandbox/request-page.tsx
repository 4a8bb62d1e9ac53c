// One logged call, and what can be made of it: sent again, shared, forked from.
import { Anchor, Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { answerOf, platform } from "../../api/client.ts";
import { useChange } from "../../api/use-change.ts";
import { Asked } from "../../components/asked.tsx";
import { Refused } from "../../components/refused.tsx";
import { ForkDialog, type ForkSource } from "./forks/fork-dialog.tsx";
import { CallView } from "./requests/call-view.tsx";
import { ShareButton } from "./requests/share-button.tsx";

const route = getRouteApi("/signed-in/sandboxes/$sandbox/$api/requests/$request");

export function RequestPage() {
  const path = route.useParams();
  const { sandbox, api, request } = path;
  const navigate = useNavigate();
  const [fork, setFork] = useState<ForkSource>();
  const call = useQuery({
    queryKey: ["call", sandbox, api, request],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}/log/{request}", { params: { path } })),
  });
  const replaying = useChange(
    () =>
      answerOf(platform.POST("/api/v1/sandboxes/{sandbox}/{api}/log/{request}/replay", { params: { path } })),
    [["log", sandbox, api]],
    ({ request: made }) =>
      void navigate({
        to: "/sandboxes/$sandbox/$api/requests/$request",
        params: { sandbox, api, request: made },
      }),
  );
  return (
    <Stack>
      <Anchor
        size="sm"
        renderRoot={(props) => (
          <Link to="/sandboxes/$sandbox/$api/requests" params={{ sandbox, api }} {...props} />
        )}
      >
        All requests
      </Anchor>
      <Refused error={replaying.error} />
      <Asked query={call}>
        {(found) => (
          <CallView
            call={found}
            help={found.help}
            actions={
              <>
                <Button
                  variant="default"
                  disabled={found.status === 0}
                  loading={replaying.isPending}
                  onClick={() => replaying.mutate(undefined)}
                >
                  Replay
                </Button>
                <Button
                  variant="default"
                  onClick={() =>
                    setFork({ about: "the records as they were before this request", before: request })
                  }
                >
                  Fork from here
                </Button>
                <ShareButton key={request} path={path} />
              </>
            }
          />
        )}
      </Asked>
      <ForkDialog sandbox={sandbox} api={api} source={fork} onClose={() => setFork(undefined)} />
    </Stack>
  );
}
