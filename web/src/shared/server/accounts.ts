/** The trader's broker accounts, and which of them the frame and the pages are about. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { http, read, type Account } from "@/shared/api";

/** How a connection stands is read, not told: often enough that a lost one shows while the trader looks. */
const LOOK_AGAIN_MS = 15_000;

/** Whether it stands at a venue, whose market is not the platform's own. */
export function isLinked(account: Account): boolean {
  return account.broker !== "paper";
}

export const accountsQuery = () =>
  queryOptions({
    queryKey: ["accounts"],
    queryFn: ({ signal }) =>
      read(http.GET("/api/unify/v1/accounts", { params: { query: { limit: 100 } }, signal })),
    select: (page) => page.items,
    refetchInterval: ({ state }) => (state.data?.items.some(isLinked) ? LOOK_AGAIN_MS : false),
  });

export function useAccounts() {
  return useQuery(accountsQuery());
}

const STORAGE_KEY = "tw.account";
const listeners = new Set<() => void>();
let chosen: string | null = localStorage.getItem(STORAGE_KEY);

export function chooseAccount(accountId: string): void {
  chosen = accountId;
  localStorage.setItem(STORAGE_KEY, accountId);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The account chosen in the top bar; the first one when nothing (or a vanished one) is chosen. */
export function useCurrentAccount(): Account | undefined {
  const id = useSyncExternalStore(subscribe, () => chosen);
  const { data } = useAccounts();
  return data?.find((account) => account.account_id === id) ?? data?.[0];
}

/** An account's label by id, for tables that speak of several. */
export function useAccountLabel(): (accountId: string) => string {
  const { data } = useAccounts();
  return (accountId) =>
    data?.find((account) => account.account_id === accountId)?.label ?? accountId.slice(0, 8);
}
