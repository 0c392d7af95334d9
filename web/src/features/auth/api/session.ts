/** Signing up, in and out. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { http, read, type SignInInput, type SignUpInput, type Trader } from "@/shared/api";
import { legalQuery, meQuery } from "@/shared/server";
import { clearToasts } from "@/shared/ui";

/** What must be accepted to sign up. */
export const documentsQuery = () => queryOptions({ ...legalQuery(), select: (answer) => answer.documents });

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
    mutationFn: (body: SignInInput) => read(http.POST("/api/unify/v1/auth/sign-in", { body })),
    onSuccess: enter,
  });
}

export function useSignUp() {
  const enter = useEnter();
  return useMutation({
    mutationFn: (body: SignUpInput) => read(http.POST("/api/unify/v1/auth/sign-up", { body })),
    onSuccess: enter,
  });
}

export function useSignOut() {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: () => read(http.POST("/api/unify/v1/auth/sign-out")),
    onSettled: async () => {
      clearToasts();
      await router.navigate({ to: "/sign-in" });
      queryClient.clear();
    },
  });
}
