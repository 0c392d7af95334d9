/** The trader's own audit: what was done in their name and what happened to their orders, each link chained to the one before. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import type { components } from "@/gen/schema";
import { http, read } from "@/shared/api";

export type AuditRecord = components["schemas"]["AuditRecord"];

const SHOWN = 50;

/** Days are UTC days, as in `2026-11-21`; nothing means no bound. */
export interface AuditSpan {
  from?: string | undefined;
  to?: string | undefined;
}

export const auditQuery = (span: AuditSpan) =>
  infiniteQueryOptions({
    queryKey: ["audit", span],
    queryFn: ({ pageParam, signal }) =>
      read(
        http.GET("/api/unify/v1/audit", {
          params: { query: { ...span, limit: SHOWN, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((page) => page.items),
  });

/** Where the browser fetches the file for a dispute; both days are needed. */
export function exportAddress(from: string, to: string): string {
  return `/api/unify/v1/audit/export?${new URLSearchParams({ from, to }).toString()}`;
}
