/** Opening the order ticket from anywhere. The frame draws it; whoever opens it says what is known already. */
import { useSyncExternalStore } from "react";

export interface TicketStart {
  symbol?: string | undefined;
  account_id?: string | undefined;
  action?: "buy" | "sell" | "exit" | "reverse" | undefined;
}

const listeners = new Set<() => void>();
let open: TicketStart | null = null;

function set(next: TicketStart | null): void {
  open = next;
  for (const listener of listeners) listener();
}

export function openTicket(start: TicketStart = {}): void {
  set(start);
}

export function closeTicket(): void {
  set(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the open ticket starts with; null while none is open. */
export function useTicketStart(): TicketStart | null {
  return useSyncExternalStore(subscribe, () => open);
}
