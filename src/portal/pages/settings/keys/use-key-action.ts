// What can be done with a key that works.
import { type Schemas, answerOf, platform } from "../../../api/client.ts";
import { DEFAULT_SANDBOX } from "../../../api/queries.ts";
import { useChange } from "../../../api/use-change.ts";

export type KeyAction = "regenerate" | "rotate" | "revoke";

export const KEY_ACTIONS: Readonly<Record<KeyAction, { label: string; about: string }>> = {
  regenerate: {
    label: "Regenerate",
    about: "The key gets a new value, shown once. The old one stops working at once.",
  },
  rotate: {
    label: "Rotate Secret",
    about:
      "The key gets a new value, shown once. The old one works for another day, so that you can switch over.",
  },
  revoke: {
    label: "Revoke",
    about: "The key stops working with the very next call. This cannot be undone.",
  },
};

/** `done` is given the new value, where there is one. */
export const useKeyAction = (
  api: string,
  { id, mode }: Schemas["Key"],
  done: (rawKey: string | undefined) => void,
) =>
  useChange(
    (action: KeyAction) => (mode === "test" ? onTestKey(id, action) : onLiveKey(api, id, action)),
    [["keys"], ["lifecycle", api]],
    (key) => done("rawKey" in key ? key.rawKey : undefined),
  );

type Changed = Promise<Schemas["Key"] | Schemas["CreatedKey"]>;

function onTestKey(key: string, action: KeyAction): Changed {
  const params = { path: { sandbox: DEFAULT_SANDBOX, key } };
  switch (action) {
    case "regenerate":
      return answerOf(platform.POST("/api/v1/sandboxes/{sandbox}/keys/{key}/regenerate", { params }));
    case "rotate":
      return answerOf(platform.POST("/api/v1/sandboxes/{sandbox}/keys/{key}/rotate", { params, body: {} }));
    case "revoke":
      return answerOf(platform.DELETE("/api/v1/sandboxes/{sandbox}/keys/{key}", { params }));
  }
}

function onLiveKey(api: string, key: string, action: KeyAction): Changed {
  const params = { path: { api, key } };
  switch (action) {
    case "regenerate":
      return answerOf(platform.POST("/api/v1/live/{api}/keys/{key}/regenerate", { params }));
    case "rotate":
      return answerOf(platform.POST("/api/v1/live/{api}/keys/{key}/rotate", { params, body: {} }));
    case "revoke":
      return answerOf(platform.DELETE("/api/v1/live/{api}/keys/{key}", { params }));
  }
}
