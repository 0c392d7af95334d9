import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";
import { formatAge } from "@/shared/format";
import { useNow } from "@/shared/hooks/use-now";
import { useConnection } from "@/shared/live";
import { ProblemNotice } from "./problem-notice";
import { SkeletonRows } from "./skeleton";

interface PanelStateProps<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "isPending" | "refetch">;
  /** What could not be read: "The orders could not be read". */
  what: string;
  loading?: ReactNode;
  empty?: ReactNode;
  isEmpty?: (data: T) => boolean;
  children: (data: T) => ReactNode;
}

/** What a panel shows while loading, empty, wrong or stale, so that each panel says only what it draws. */
export function PanelState<T>({ query, what, loading, empty, isEmpty, children }: PanelStateProps<T>) {
  if (query.data === undefined) {
    if (query.error) {
      return (
        <div className="p-4">
          <ProblemNotice error={query.error} what={what} onRetry={() => void query.refetch()} />
        </div>
      );
    }
    return loading ?? <SkeletonRows />;
  }
  if (empty && isEmpty?.(query.data)) return empty;
  return <Stale>{children(query.data)}</Stale>;
}

/** How old the live picture is, in ms, while the connection is away; null while it is live. */
export function useStaleAge(): number | null {
  const { phase, heardAt } = useConnection();
  const now = useNow();
  return phase === "live" || phase === "connecting" || heardAt === null ? null : Math.max(0, now - heardAt);
}

/** Greys what may no longer be true and says since when. */
export function Stale({ children }: { children: ReactNode }) {
  const age = useStaleAge();
  return (
    <div data-stale={age !== null || undefined} className="relative">
      {age !== null && (
        <p className="absolute top-1.5 left-1/2 z-10 -translate-x-1/2 rounded-[5px] border border-line-strong bg-raised px-1.5 text-xs text-ink-soft">
          {formatAge(age)} old
        </p>
      )}
      <div className={cn(age !== null && "opacity-70 grayscale")}>{children}</div>
    </div>
  );
}
