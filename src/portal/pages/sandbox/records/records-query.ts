// The records of a sandbox: how many of each resource, a page of them, one of them. All are asked for again once a record changed.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answerOf, platform } from "../../../api/client.ts";

export const PAGE_ROWS = 50;

/** What a change of records touches. */
export const touchedBy = (sandbox: string, api: string): (readonly string[])[] => [
  ["records", sandbox, api],
  ["tenant", sandbox, api],
  ["log", sandbox, api],
];

export const resourcesQuery = (sandbox: string, api: string) =>
  queryOptions({
    queryKey: ["records", sandbox, api, "resources"],
    queryFn: async () =>
      (
        await answerOf(
          platform.GET("/api/v1/sandboxes/{sandbox}/{api}/resources", { params: { path: { sandbox, api } } }),
        )
      ).data,
  });

export const pageQuery = (
  path: { sandbox: string; api: string; resource: string },
  query: { before?: number; search?: string },
) =>
  queryOptions({
    queryKey: ["records", path.sandbox, path.api, path.resource, query],
    queryFn: () =>
      answerOf(
        platform.GET("/api/v1/sandboxes/{sandbox}/{api}/records/{resource}", {
          params: { path, query: { limit: PAGE_ROWS, ...query } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

type RecordPath = { sandbox: string; api: string; resource: string; record: string };

export const recordQuery = (path: RecordPath, query: { parent?: string }) =>
  queryOptions({
    queryKey: ["records", path.sandbox, path.api, path.resource, "one", path.record, query],
    queryFn: () =>
      answerOf(
        platform.GET("/api/v1/sandboxes/{sandbox}/{api}/records/{resource}/{record}", {
          params: { path, query },
        }),
      ),
  });

export const movesQuery = (path: RecordPath) =>
  queryOptions({
    queryKey: ["records", path.sandbox, path.api, path.resource, "moves", path.record],
    queryFn: () =>
      answerOf(
        platform.GET("/api/v1/sandboxes/{sandbox}/{api}/records/{resource}/{record}/next", {
          params: { path },
        }),
      ),
  });
