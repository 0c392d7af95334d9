/** One act of the app, known by the same object to its button, its shortcut and the palette. */
import type { LucideIcon } from "lucide-react";

export interface Action {
  id: string;
  label: string;
  group: string;
  icon: LucideIcon;
  /** Shown and listened to, as "g h" (one after the other). */
  keys?: string;
  /** More words that find it in the palette. */
  words?: string;
  danger?: boolean;
  enabled?: boolean;
  run: () => void;
}
