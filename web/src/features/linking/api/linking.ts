/** Broker accounts: opening paper ones, linking real ones by key or by the venue's own page, and letting them go. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@/gen/schema";
import { http, read, type AccountInput } from "@/shared/api";

type Schemas = components["schemas"];

export type LinkInput = Schemas["LinkInput"];
export type OAuthInput = Schemas["OAuthInput"];
export type CredentialInput = Schemas["CredentialInput"];
export type Inspection = Schemas["InspectionOut"];
export type Permission = Schemas["PermissionOut"];
export type VenueEnvironment = LinkInput["environment"];

function useAccountMutation<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    gcTime: 0, // what was sent may hold a secret; nothing of it stays in memory once the form is gone
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["accounts"] }),
  });
}

export function useCreateAccount() {
  return useAccountMutation((body: AccountInput) => read(http.POST("/api/unify/v1/accounts", { body })));
}

export function useRenameAccount() {
  return useAccountMutation(({ accountId, label }: { accountId: string; label: string }) =>
    read(
      http.PATCH("/api/unify/v1/accounts/{account_id}", {
        params: { path: { account_id: accountId } },
        body: { label },
      }),
    ),
  );
}

/** Ask the venue what a key may do; nothing is stored. */
export function useCheckCredential() {
  return useMutation({
    gcTime: 0,
    mutationFn: ({ broker, body }: { broker: string; body: LinkInput }) =>
      read(http.POST("/api/unify/v1/accounts/link/{broker}/check", { params: { path: { broker } }, body })),
  });
}

export function useLinkAccount() {
  return useAccountMutation(({ broker, body }: { broker: string; body: LinkInput }) =>
    read(http.POST("/api/unify/v1/accounts/link/{broker}", { params: { path: { broker } }, body })),
  );
}

/** The venue's page where the trader agrees. */
export function useBeginOAuth() {
  return useMutation({
    mutationFn: (body: OAuthInput) => read(http.POST("/api/unify/v1/accounts/link/alpaca/oauth", { body })),
  });
}

export function useCheckAccount() {
  return useAccountMutation((accountId: string) =>
    read(
      http.POST("/api/unify/v1/accounts/{account_id}/check", { params: { path: { account_id: accountId } } }),
    ),
  );
}

export function useRelink() {
  return useAccountMutation(({ accountId, credential }: { accountId: string; credential: CredentialInput }) =>
    read(
      http.POST("/api/unify/v1/accounts/{account_id}/relink", {
        params: { path: { account_id: accountId } },
        body: { credential },
      }),
    ),
  );
}

export function useUnlink() {
  return useAccountMutation(({ accountId, force }: { accountId: string; force: boolean }) =>
    read(
      http.DELETE("/api/unify/v1/accounts/{account_id}", {
        params: { path: { account_id: accountId }, query: { force } },
      }),
    ),
  );
}
