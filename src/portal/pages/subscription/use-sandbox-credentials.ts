// The first credentials of a sandbox: activating it makes them; where it is active, a key does.
import { answerOf, platform } from "../../api/client.ts";
import { DEFAULT_SANDBOX } from "../../api/queries.ts";
import { useChange } from "../../api/use-change.ts";

export const useSandboxCredentials = (api: string, isActive: boolean, done: (rawKey: string) => void) =>
  useChange(
    async () => {
      if (isActive) {
        const key = await answerOf(
          platform.POST("/api/v1/sandboxes/{sandbox}/keys", {
            params: { path: { sandbox: DEFAULT_SANDBOX } },
            body: { api, name: "Sandbox credentials" },
          }),
        );
        return key.rawKey;
      }
      const activated = await answerOf(
        platform.POST("/api/v1/settings/api-access/sandbox/activate", {
          params: { query: { api } },
          body: {},
        }),
      );
      return activated.testApiKey.rawKey;
    },
    [["keys"], ["lifecycle", api], ["subscription", api], ["sandboxes"]],
    done,
  );
