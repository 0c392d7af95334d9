/** What the server says of a draft while it is written: nothing of it is stored. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { http, ProblemError, read } from "@/shared/api";
import type { components } from "@/gen/schema";

type Schemas = components["schemas"];
export type Validated = Schemas["Validated"];
export type Preview = Schemas["Preview"];
export type PreviewTrade = Preview["trades"][number];
export type PreviewLine = Preview["lines"][number];
export type Finding = Schemas["FindingOut"];

/** Where bars come from; their timeframe is the draft's own. */
export interface DataChoice {
  source: string;
  symbol: string;
}

const KEPT_MS = 10_000; // a draft of a moment ago is asked for again only by undo
export const BARS_SHOWN = 1_000;

export const validateQuery = (text: string) =>
  queryOptions({
    queryKey: ["drafts", "validate", text],
    queryFn: ({ signal }) => read(http.POST("/api/unify/v1/strategies/validate", { body: { text }, signal })),
    staleTime: Infinity,
    gcTime: KEPT_MS,
    placeholderData: keepPreviousData,
  });

export const previewQuery = (text: string, data: DataChoice) =>
  queryOptions({
    queryKey: ["drafts", "preview", data, text],
    queryFn: ({ signal }) =>
      read(
        http.POST("/api/unify/v1/strategies/preview", {
          body: { text, data, bars_at_most: BARS_SHOWN },
          signal,
        }),
      ),
    staleTime: Infinity,
    gcTime: KEPT_MS,
    placeholderData: keepPreviousData,
    // Somebody who types faster than previews are allowed waits as long as the server says, then sees the last one.
    retry: (failures, error) => failures < 3 && waitOf(error) !== null,
    retryDelay: (_, error) => waitOf(error) ?? 1_000,
  });

/** Milliseconds the server asks to wait, or null when it does not. */
function waitOf(error: unknown): number | null {
  if (!(error instanceof ProblemError) || error.status !== 429) return null;
  const seconds = error.problem["retry_after_s"];
  return typeof seconds === "number" ? seconds * 1_000 : 1_000;
}

export const pineQuery = (text: string) =>
  queryOptions({
    queryKey: ["drafts", "pine", text],
    queryFn: ({ signal }) => read(http.POST("/api/unify/v1/strategies/pine", { body: { text }, signal })),
    staleTime: Infinity,
    gcTime: KEPT_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });
