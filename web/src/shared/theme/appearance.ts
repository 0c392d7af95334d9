/** How this browser looks: theme and the colours of up and down, kept locally so the first paint is right. */
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
export type DirectionColours = "blue-orange" | "green-red";
export interface Appearance {
  theme: Theme;
  direction: DirectionColours;
}

const STORAGE_KEY = "tw.appearance"; // public/theme.js reads the same key before the first paint
const FALLBACK: Appearance = { theme: "system", direction: "blue-orange" };
const listeners = new Set<() => void>();
let current = read();

function read(): Appearance {
  try {
    return { ...FALLBACK, ...(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") as Partial<Appearance>) };
  } catch {
    return FALLBACK; // a broken or forbidden local store must not stop the app
  }
}

const systemDark = () => window.matchMedia("(prefers-color-scheme: dark)");

export function isDark(appearance: Appearance = current): boolean {
  return appearance.theme === "dark" || (appearance.theme === "system" && systemDark().matches);
}

function apply(): void {
  const root = document.documentElement;
  root.dataset["theme"] = isDark() ? "dark" : "light";
  root.dataset["direction"] = current.direction;
  for (const listener of listeners) listener();
}

export function setAppearance(change: Partial<Appearance>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(current));
  } catch {
    // private mode: the choice holds until the page closes
  }
  apply();
}

/** Start a browser that has no choice of its own the way the trader's profile says. */
export function adoptAppearance(preferences: Record<string, unknown>): void {
  if (localStorage.getItem(STORAGE_KEY) !== null) return;
  const { theme, direction } = preferences;
  if (theme !== "light" && theme !== "dark" && direction !== "green-red") return;
  setAppearance({
    ...(theme === "light" || theme === "dark" ? { theme } : {}),
    ...(direction === "green-red" ? { direction } : {}),
  });
}

/** Follow the system's own switch; returns the undo. */
export function watchSystemTheme(): () => void {
  const query = systemDark();
  query.addEventListener("change", apply);
  apply();
  return () => query.removeEventListener("change", apply);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAppearance(): Appearance {
  return useSyncExternalStore(subscribe, () => current);
}

/** A string that changes whenever drawn colours do, for canvases that read tokens themselves. */
export function usePaletteKey(): string {
  return useSyncExternalStore(subscribe, () => `${isDark() ? "dark" : "light"}/${current.direction}`);
}
