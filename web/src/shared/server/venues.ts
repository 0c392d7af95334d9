/** What the venues can do, so that a form offers only what will be taken. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { http, read } from "@/shared/api";

export const venuesQuery = () =>
  queryOptions({
    queryKey: ["venues"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/venues", { signal })),
    select: (page) => page.items,
    staleTime: 60 * 60_000,
  });

/** What people call a broker: "Binance USDT-M futures" rather than the word we keep it under. */
export function useVenueTitle(): (broker: string) => string {
  const { data } = useQuery(venuesQuery());
  return useCallback(
    (broker) =>
      broker === "paper" ? "Tradewright" : (data?.find((venue) => venue.broker === broker)?.title ?? broker),
    [data],
  );
}
