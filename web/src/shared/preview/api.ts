/** Asking what would become of a message. Nothing is stored and nothing is sent: the same text may be asked about at every letter. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { components } from "@/gen/schema";
import { http, read } from "@/shared/api";

type Schemas = components["schemas"];

export type PreviewInput = Schemas["AlertPreviewInput"];
export type AlertPreview = Schemas["AlertPreview"];
export type PreviewFault = Schemas["PreviewFault"];

const LOOK_AGAIN_MS = 5_000; // prices move while a message stands there

/** What would become of a message; null asks nothing. Whoever types on aborts it: the last answer wins. */
export const previewQuery = (input: PreviewInput | null) =>
  queryOptions({
    queryKey: ["alert-preview", input],
    queryFn: ({ signal }) => read(http.POST("/api/unify/v1/alerts/preview", { body: input!, signal })),
    enabled: input !== null,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });

/** The formats that are read as they are, and the fields an alert may name. */
export const formatsQuery = () =>
  queryOptions({
    queryKey: ["alert-formats"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/alerts/formats", { signal })),
    staleTime: 60 * 60_000,
  });
