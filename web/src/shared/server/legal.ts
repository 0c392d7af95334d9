/** The texts that are accepted: at sign-up, and before real money is traded. */
import { queryOptions } from "@tanstack/react-query";
import { http, read } from "@/shared/api";

export const legalQuery = () =>
  queryOptions({
    queryKey: ["legal"],
    queryFn: ({ signal }) => read(http.GET("/api/unify/v1/legal", { signal })),
    staleTime: Infinity,
  });
