/** Signing up, in and out. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { api, type LegalDocument, type Trader } from "@/shared/api";
import { meQuery } from "@/shared/server";

export const legalQuery = () =>
  queryOptions({
    queryKey: ["legal"],
    queryFn: ({ signal }) => api.get<{ documents: LegalDocument[] }>("/legal", undefined, signal),
    select: (answer) => answer.documents,
    staleTime: Infinity,
  });

export interface SignUp {
  email: string;
  password: string;
  display_name?: string;
  accepted: { document: string; version: string }[];
}

function useEnter() {
  const queryClient = useQueryClient();
  return (me: Trader) => {
    queryClient.clear(); // nothing of whoever was here before
    queryClient.setQueryData(meQuery().queryKey, me);
  };
}

export function useSignIn() {
  const enter = useEnter();
  return useMutation({
    mutationFn: (credentials: { email: string; password: string }) =>
      api.post<Trader>("/auth/sign-in", credentials),
    onSuccess: enter,
  });
}

export function useSignUp() {
  const enter = useEnter();
  return useMutation({
    mutationFn: (form: SignUp) => api.post<Trader>("/auth/sign-up", form),
    onSuccess: enter,
  });
}

export function useSignOut() {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: () => api.post<void>("/auth/sign-out"),
    onSettled: async () => {
      await router.navigate({ to: "/sign-in" });
      queryClient.clear();
    },
  });
}
