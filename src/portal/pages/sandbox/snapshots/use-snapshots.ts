// The snapshots of a sandbox, and what can be done with them.
import { queryOptions } from "@tanstack/react-query";
import { answerOf, platform } from "../../../api/client.ts";
import { useChange } from "../../../api/use-change.ts";

export const snapshotsQuery = (sandbox: string, api: string) =>
  queryOptions({
    queryKey: ["snapshots", sandbox, api],
    queryFn: async () =>
      (
        await answerOf(
          platform.GET("/api/v1/sandboxes/{sandbox}/{api}/snapshots", { params: { path: { sandbox, api } } }),
        )
      ).data,
  });

export function useSnapshots(
  sandbox: string,
  api: string,
  { onTaken, onRestored }: { onTaken: () => void; onRestored: () => void },
) {
  const path = { sandbox, api };
  const touched = [
    ["snapshots", sandbox, api],
    ["tenant", sandbox, api],
    ["records", sandbox, api],
  ];
  return {
    taking: useChange(
      (name: string) =>
        answerOf(
          platform.POST("/api/v1/sandboxes/{sandbox}/{api}/snapshots", { params: { path }, body: { name } }),
        ),
      touched,
      onTaken,
    ),
    restoring: useChange(
      (snapshot: string) =>
        answerOf(
          platform.POST("/api/v1/sandboxes/{sandbox}/{api}/snapshots/{snapshot}/restore", {
            params: { path: { ...path, snapshot } },
          }),
        ),
      touched,
      onRestored,
    ),
    deleting: useChange(
      (snapshot: string) =>
        answerOf(
          platform.DELETE("/api/v1/sandboxes/{sandbox}/{api}/snapshots/{snapshot}", {
            params: { path: { ...path, snapshot } },
          }),
        ),
      touched,
    ),
  };
}
