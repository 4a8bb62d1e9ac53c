// A change by the API: afterwards what it touched is asked for again.
import { type QueryKey, type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";

export function useChange<Input, Output>(
  change: (input: Input) => Promise<Output>,
  touches: readonly QueryKey[],
  done?: (output: Output) => void,
): UseMutationResult<Output, Error, Input> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (output) => {
      done?.(output);
      await Promise.all(touches.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
}
