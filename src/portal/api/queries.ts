// Questions to the API that more than one page asks.
import { queryOptions } from "@tanstack/react-query";
import { answerOf, platform } from "./client.ts";

/** The sandbox that everybody has. */
export const DEFAULT_SANDBOX = "default";

export const apisQuery = queryOptions({
  queryKey: ["apis"],
  queryFn: async () => (await answerOf(platform.GET("/api/v1/apis/"))).data,
  staleTime: 60_000,
});

export const lifecycleQuery = (api: string) =>
  queryOptions({
    queryKey: ["lifecycle", api],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/settings/api-access/sandbox/status", { params: { query: { api } } })),
  });

export const subscriptionQuery = (api: string) =>
  queryOptions({
    queryKey: ["subscription", api],
    queryFn: () => answerOf(platform.GET("/api/v1/subscriptions/{api}", { params: { path: { api } } })),
  });

export const tenantQuery = (sandbox: string, api: string) =>
  queryOptions({
    queryKey: ["tenant", sandbox, api],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/sandboxes/{sandbox}/{api}", { params: { path: { sandbox, api } } })),
  });

export const testKeysQuery = (sandbox: string, api: string) =>
  queryOptions({
    queryKey: ["keys", "test", sandbox, api],
    queryFn: async () =>
      (
        await answerOf(
          platform.GET("/api/v1/sandboxes/{sandbox}/keys", {
            params: { path: { sandbox }, query: { api, limit: 100 } },
          }),
        )
      ).data,
  });

export const liveKeysQuery = (api: string) =>
  queryOptions({
    queryKey: ["keys", "live", api],
    queryFn: async () =>
      (
        await answerOf(
          platform.GET("/api/v1/live/{api}/keys", { params: { path: { api }, query: { limit: 100 } } }),
        )
      ).data,
  });

export const catalogueQuery = (api: string) =>
  queryOptions({
    queryKey: ["catalogue", api],
    queryFn: () => answerOf(platform.GET("/api/v1/catalogue/{slug}", { params: { path: { slug: api } } })),
    staleTime: 60_000,
  });

/** The kinds of records of an API, which are the entities of its scopes. */
export const entitiesQuery = (api: string) =>
  queryOptions({
    queryKey: ["entities", api],
    queryFn: async () =>
      Object.keys(
        (await answerOf(platform.GET("/api/v1/apis/{slug}/fidelity", { params: { path: { slug: api } } })))
          .resources,
      ).sort(),
    staleTime: 300_000,
  });

/** What each operation of the latest release does and why no better, and what was read of its resources. */
export const fidelityQuery = (api: string) =>
  queryOptions({
    queryKey: ["fidelity", api],
    queryFn: () =>
      answerOf(platform.GET("/api/v1/apis/{slug}/fidelity", { params: { path: { slug: api } } })),
    staleTime: 60_000,
  });

/** The organisation that is acted for, and what one may do in it. */
export const organisationQuery = queryOptions({
  queryKey: ["organisation"],
  queryFn: () => answerOf(platform.GET("/api/v1/organisation/")),
});

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: async () =>
    (await answerOf(platform.GET("/api/v1/organisation/members", { params: { query: { limit: 500 } } })))
      .data,
});
