// Creating a key of either mode.
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { DEFAULT_SANDBOX } from "../../../api/queries.ts";
import { useChange } from "../../../api/use-change.ts";
import type { Mode } from "../../../components/mode.ts";

const DAY_MS = 86_400_000;

export type NewKey = { mode: Mode; name: string; scopes: string[]; days: string; ownSandbox: boolean };

export const useCreateKey = (api: string, done: (key: Schemas["CreatedKey"]) => void) =>
  useChange(
    (input: NewKey) => (input.mode === "test" ? createTestKey(api, input) : createLiveKey(api, input)),
    [["keys"], ["lifecycle", api], ["sandboxes"], ["subscription", api]],
    done,
  );

function createTestKey(
  api: string,
  { name, scopes, days, ownSandbox }: NewKey,
): Promise<Schemas["CreatedKey"]> {
  const expires = Number(days) === 0 ? undefined : new Date(Date.now() + Number(days) * DAY_MS);
  return answerOf(
    platform.POST("/api/v1/sandboxes/{sandbox}/keys", {
      params: { path: { sandbox: DEFAULT_SANDBOX } },
      body: { api, name, scopes, ownSandbox, ...(expires ? { expiresAt: expires.toISOString() } : {}) },
    }),
  );
}

const createLiveKey = (api: string, { name, scopes }: NewKey): Promise<Schemas["CreatedKey"]> =>
  answerOf(platform.POST("/api/v1/live/{api}/keys", { params: { path: { api } }, body: { name, scopes } }));
