/** The app's one live connection and the hooks through which screens look at it. */
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { API_BASE, refreshSession } from "@/shared/api/transport";
import { LiveClient, type Connection } from "./client";
import { KeyedStore } from "./keyed-store";
import type { DurableEvent, LiveAccount, LiveBar, LiveHealth, LiveQuote } from "./protocol";

const quotes = new KeyedStore<LiveQuote>();
const accounts = new KeyedStore<LiveAccount>();
const barListeners = new Set<(heard: LiveBar) => void>();
const state = new KeyedStore<unknown>((run) => run());
const eventListeners = new Set<(events: DurableEvent[]) => void>();
const resetListeners = new Set<() => void>();
const endListeners = new Set<() => void>();

const START: Connection = { phase: "connecting", heardAt: null, attempts: 0 };

const client = new LiveClient(
  {
    onConnection: (connection) => state.set("connection", connection),
    onEvents: (events) => eventListeners.forEach((listener) => listener(events)),
    onReset: () => resetListeners.forEach((listener) => listener()),
    onQuotes: (list) => list.forEach((quote) => quotes.set(quote.symbol, quote)),
    onAccount: (account) => accounts.set(account.account_id, account),
    onBar: (heard) => barListeners.forEach((listener) => listener(heard)),
    onHealth: (components) => state.set("health", components),
    onUnauthenticated: async () => {
      const renewed = await refreshSession();
      if (!renewed) endListeners.forEach((listener) => listener());
      return renewed;
    },
  },
  {
    open: () =>
      new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${API_BASE}/stream`),
    now: () => Date.now(),
    random: () => Math.random(),
  },
);

/** Hold the connection while someone is signed in; returns the undo, which forgets all that was seen. */
export function startLive(): () => void {
  const wake = () => client.wake();
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  client.start();
  return () => {
    window.removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wake);
    client.stop();
    quotes.clear();
    accounts.clear();
    state.clear();
  };
}

/** Hear each durable event once; returns the undo. */
export function onDurableEvents(listener: (events: DurableEvent[]) => void): () => void {
  eventListeners.add(listener);
  return () => eventListeners.delete(listener);
}

/** Hear that a new thread begins and what was read before it must be read again; returns the undo. */
export function onLiveReset(listener: () => void): () => void {
  resetListeners.add(listener);
  return () => resetListeners.delete(listener);
}

/** Hear that the session ended and could not be renewed; returns the undo. */
export function onSessionEnd(listener: () => void): () => void {
  endListeners.add(listener);
  return () => endListeners.delete(listener);
}

function useKey<T>(store: KeyedStore<T>, key: string): T | undefined {
  const subscribe = useCallback((listener: () => void) => store.subscribe(key, listener), [store, key]);
  return useSyncExternalStore(subscribe, () => store.get(key));
}

export function useConnection(): Connection {
  return (useKey(state, "connection") as Connection | undefined) ?? START;
}

export function useLiveHealth(): LiveHealth[] | undefined {
  return useKey(state, "health") as LiveHealth[] | undefined;
}

export function useLiveAccount(accountId: string | undefined): LiveAccount | undefined {
  return useKey(accounts, accountId ?? "");
}

export function useLiveQuote(symbol: string): LiveQuote | undefined {
  return useKey(quotes, symbol);
}

/** Be told of each new quote without drawing React, for charts. */
export function watchQuote(symbol: string, listener: (quote: LiveQuote) => void): () => void {
  return quotes.subscribe(symbol, () => {
    const quote = quotes.get(symbol);
    if (quote) listener(quote);
  });
}

/** Be told of each bar that an account's venue tells of a symbol, in order and without drawing React. */
export function watchBar(accountId: string, symbol: string, listener: (heard: LiveBar) => void): () => void {
  const hear = (heard: LiveBar) => {
    if (heard.account_id === accountId && heard.bar.symbol === symbol) listener(heard);
  };
  barListeners.add(hear);
  return () => barListeners.delete(hear);
}

const wanted = new Map<string, number>();
let pending = false;
function requestChannels(): void {
  if (pending) return;
  pending = true;
  queueMicrotask(() => {
    pending = false;
    client.subscribe([...wanted.keys()].sort());
  });
}

/** Ask the server for the quotes of these symbols ("*" is all) while the component is on the screen. */
export function useQuoteChannels(symbols: readonly string[]): void {
  const key = useMemo(() => [...new Set(symbols)].sort().join(","), [symbols]);
  useEffect(() => {
    const channels = key ? key.split(",").map((symbol) => `quotes:${symbol}`) : [];
    for (const channel of channels) wanted.set(channel, (wanted.get(channel) ?? 0) + 1);
    requestChannels();
    return () => {
      for (const channel of channels) {
        const left = (wanted.get(channel) ?? 1) - 1;
        if (left > 0) wanted.set(channel, left);
        else wanted.delete(channel);
      }
      requestChannels();
    };
  }, [key]);
}
