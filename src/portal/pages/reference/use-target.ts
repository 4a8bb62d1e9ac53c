// Where a call goes and with which key: to the demo, which needs none, or to a sandbox of one's own.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, answerOf, platform } from "../../api/client.ts";
import { DEFAULT_SANDBOX } from "../../api/queries.ts";
import { sessionQuery } from "../../api/session.ts";
import { useChange } from "../../api/use-change.ts";

const DAY_MS = 86_400_000;

export type Target = {
  kind: "demo" | "sandbox";
  key: string;
  /** What the document's paths are put behind. */
  base: string;
};

export function useTarget({ api, origin, basePath }: Schemas["CatalogueEntry"]) {
  const [kind, setKind] = useState<Target["kind"]>("demo");
  const [key, setKey] = useState("");
  const { data: session } = useQuery(sessionQuery);
  const isSignedIn = Boolean(session);
  const asking = useChange(
    () => (isSignedIn ? newKey(api) : newSandbox(api)),
    [["keys"], ["lifecycle", api]],
    ({ rawKey }) => setKey(rawKey),
  );
  const target: Target = {
    kind,
    key: kind === "demo" ? "" : key.trim(),
    base: `${origin}/${kind}/${api}${basePath}`,
  };
  return { target, setKind, key, setKey, asking, isSignedIn };
}

type Opened = { rawKey: string; claimToken?: string };

/** A key of the sandbox that everybody has; it ends after a day. */
const newKey = (api: string): Promise<Opened> =>
  answerOf(
    platform.POST("/api/v1/sandboxes/{sandbox}/keys", {
      params: { path: { sandbox: DEFAULT_SANDBOX } },
      body: {
        api,
        name: "API reference",
        ownSandbox: false,
        expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
      },
    }),
  );

async function newSandbox(api: string): Promise<Opened> {
  const { testApiKey, claimToken } = await answerOf(platform.POST("/api/v1/claimable/", { body: { api } }));
  return { rawKey: testApiKey.rawKey, claimToken };
}
