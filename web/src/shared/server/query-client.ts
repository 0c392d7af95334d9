/** Defaults of server state: live events keep it fresh, so nothing is fetched again just because a window got the focus. */
import { QueryClient, type QueryKey } from "@tanstack/react-query";
import { ProblemError } from "@/shared/api";

const RETRIES_MAX = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => {
          const isFinal = error instanceof ProblemError && error.status < 500;
          return !isFinal && failures < RETRIES_MAX;
        },
      },
      mutations: { retry: false },
    },
  });
}

const COALESCE_MS = 120;

/** Gather the keys that a burst of events made old and refetch each once; fifty fills a second are eight reads. */
export function coalescedInvalidation(queryClient: QueryClient): (key: QueryKey) => void {
  const waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (key) => {
    waiting.set(JSON.stringify(key), key);
    timer ??= setTimeout(() => {
      timer = undefined;
      const keys = [...waiting.values()];
      waiting.clear();
      for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
    }, COALESCE_MS);
  };
}
