// The latest logged calls, newest first.
import { queryOptions } from "@tanstack/react-query";
import { answerOf, platform } from "../../../api/client.ts";

export type LogFilter = { limit?: number; method?: string; status?: string; path?: string };

export const logQuery = (sandbox: string, api: string, filter: LogFilter) =>
  queryOptions({
    queryKey: ["log", sandbox, api, filter],
    queryFn: async () => {
      const { data } = await answerOf(
        platform.GET("/api/v1/sandboxes/{sandbox}/{api}/log", {
          params: { path: { sandbox, api }, query: filter },
        }),
      );
      return data.toSorted((one, other) => other.seq - one.seq);
    },
  });
