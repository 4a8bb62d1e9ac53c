// The changes of one endpoint, and its test.
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";

export function useEndpoint(
  sandbox: string,
  api: string,
  endpoint: string,
  onSecret: (secret: string) => void,
) {
  const params = { path: { sandbox, api, endpoint } };
  const touched = [["endpoints", sandbox, api]];
  return {
    change: useChange(
      (body: { active: boolean }) =>
        answerOf(platform.PATCH("/api/v1/sandboxes/{sandbox}/{api}/endpoints/{endpoint}", { params, body })),
      touched,
    ),
    rotate: useChange(
      () =>
        answerOf(
          platform.POST("/api/v1/sandboxes/{sandbox}/{api}/endpoints/{endpoint}/rotate", {
            params,
            body: {},
          }),
        ),
      touched,
      ({ secret }) => onSecret(secret),
    ),
    remove: useChange(
      () => answerOf(platform.DELETE("/api/v1/sandboxes/{sandbox}/{api}/endpoints/{endpoint}", { params })),
      touched,
    ),
    test: useChange(
      () =>
        answerOf(platform.POST("/api/v1/sandboxes/{sandbox}/{api}/endpoints/{endpoint}/test", { params })),
      [["deliveries", sandbox, api]],
    ),
  };
}
