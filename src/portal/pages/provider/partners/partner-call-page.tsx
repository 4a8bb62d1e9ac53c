// One of a partner's calls, whole and explained. Looking is in the audit log.
import { Anchor, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { answerOf, platform } from "../../../api/client.ts";
import { Asked } from "../../../components/asked.tsx";
import { CallView } from "../../sandbox/requests/call-view.tsx";

const route = getRouteApi("/signed-in/provider/$api/partners/$partner/calls/$request");

export function PartnerCallPage() {
  const { api, partner, request } = route.useParams();
  const call = useQuery({
    queryKey: ["partner", api, partner, "call", request],
    queryFn: () =>
      answerOf(
        platform.GET("/api/v1/apis/{slug}/partners/{partner}/log/{request}", {
          params: { path: { slug: api, partner, request } },
        }),
      ),
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Stack>
      <Anchor
        renderRoot={(props) => (
          <Link to="/provider/$api/partners/$partner" params={{ api, partner }} {...props} />
        )}
      >
        Back to the partner
      </Anchor>
      <Asked query={call}>{(known) => <CallView call={known} />}</Asked>
    </Stack>
  );
}
