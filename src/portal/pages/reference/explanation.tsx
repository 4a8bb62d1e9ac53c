// Why a call was answered so: as the log of its sandbox says, asked with the session or with a key that manages its sandbox.
import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { answerOf, platform } from "../../api/client.ts";
import { DEFAULT_SANDBOX } from "../../api/queries.ts";
import { sessionQuery } from "../../api/session.ts";

export function Explanation({
  api,
  request,
  keyText,
  demoWords,
}: {
  api: string;
  /** Null is a call that no log has. */
  request: string | null;
  keyText: string;
  demoWords: string;
}) {
  const { data: session } = useQuery(sessionQuery);
  const isSignedIn = Boolean(session);
  const path = { sandbox: DEFAULT_SANDBOX, api, request: request ?? "" };
  const explained = useQuery({
    queryKey: ["explanation", api, request],
    enabled: request !== null,
    retry: false,
    queryFn: () =>
      answerOf(
        platform.GET("/api/v1/sandboxes/{sandbox}/{api}/log/{request}", {
          params: { path },
          ...(isSignedIn ? {} : { headers: { authorization: `Bearer ${keyText}` } }),
        }),
      ),
  });
  if (request === null)
    return (
      <Text size="sm" mt="xs">
        {demoWords} A demo keeps no log: send it to your sandbox, and why it was answered so stands here.
      </Text>
    );
  if (explained.data)
    return (
      <Text size="sm" mt="xs">
        {explained.data.why}{" "}
        {isSignedIn ? (
          <Anchor
            renderRoot={(props) => (
              <Link to="/sandboxes/$sandbox/$api/requests/$request" params={path} {...props} />
            )}
          >
            The whole request
          </Anchor>
        ) : null}
      </Text>
    );
  if (!explained.error) return null;
  return (
    <Text size="sm" mt="xs" c="dimmed">
      {isSignedIn
        ? `Request ${request} is not in the log of your sandbox ${DEFAULT_SANDBOX}: the key opens another one.`
        : `Request ${request} is explained in the log of its sandbox: take the sandbox over to read it.`}
    </Text>
  );
}
