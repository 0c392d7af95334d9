/** One order as it stands. Its detail and the ticket that sent it look at the same answer, and live events change both. */
import { queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";

export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["orders", "one", orderId],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/orders/{order_id}", { params: { path: { order_id: orderId } }, signal })),
  });
