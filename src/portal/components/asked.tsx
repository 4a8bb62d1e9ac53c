// The states of a question to the API: on its way, refused, answered.
import { Skeleton, Stack } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Refused } from "./refused.tsx";

export function Asked<T>({
  query,
  children,
}: {
  query: UseQueryResult<T>;
  children: (answer: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Refused error={query.error} />;
  return (
    <Stack gap="sm" role="status" aria-label="Loading">
      <Skeleton height={22} width="60%" />
      <Skeleton height={22} />
      <Skeleton height={22} width="80%" />
    </Stack>
  );
}
