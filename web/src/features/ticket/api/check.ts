/** Asking what would become of an order, and sending it. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { http, read, type OrderInput } from "@/shared/api";

const LOOK_AGAIN_MS = 4_000; // prices move while a ticket stays open

/** What would become of `body` on the live books. Whoever types on aborts it: the last answer wins. */
export const checkQuery = (body: OrderInput | null) =>
  queryOptions({
    queryKey: ["ticket", "check", body],
    queryFn: ({ signal }) => read(http.POST("/api/unify/v1/risk/check", { body: body!, signal })),
    enabled: body !== null,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
    gcTime: 0,
    staleTime: 0,
    retry: false,
  });

/** Send the order; the answer is the order, or the signal while it is still being decided. */
export function usePlaceOrder() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: OrderInput) => read(http.POST("/api/unify/v1/order", { body })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["orders"] }),
  });
}

/** A signal until it is decided; a delay or a reversal may take a while. */
export const signalQuery = (signalId: string) =>
  queryOptions({
    queryKey: ["ticket", "signal", signalId],
    queryFn: ({ signal }) =>
      read(
        http.GET("/api/unify/v1/signals/{signal_id}", { params: { path: { signal_id: signalId } }, signal }),
      ),
    refetchInterval: (query) =>
      query.state.data === undefined || ["pending", "waiting"].includes(query.state.data.state)
        ? 1_000
        : false,
  });
