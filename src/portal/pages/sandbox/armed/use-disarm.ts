// Ends everything that is armed. A clock that is ahead stays ahead, since records have lived through that time; it runs again.
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";
import type { Armed } from "./armed-query.ts";

export const useDisarm = (sandbox: string, api: string) =>
  useChange(
    async ({ faults, rateOverrides, isFrozen }: Armed) => {
      const path = { sandbox, api };
      for (const fault of faults)
        await answerOf(
          platform.DELETE("/api/v1/sandboxes/{sandbox}/{api}/faults/{fault}", {
            params: { path: { ...path, fault } },
          }),
        );
      for (const key of rateOverrides)
        await answerOf(
          platform.DELETE("/api/v1/sandboxes/{sandbox}/{api}/rate-overrides/{key}", {
            params: { path: { ...path, key } },
          }),
        );
      if (isFrozen)
        await answerOf(
          platform.POST("/api/v1/sandboxes/{sandbox}/{api}/clock", {
            params: { path },
            body: { frozen: false },
          }),
        );
    },
    [["armed", sandbox, api]],
  );
