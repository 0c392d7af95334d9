/** Listen for the keys of actions: single keys and two-key chords, never while someone types. */
import { useEffect } from "react";
import type { Action } from "./action";

const CHORD_MS = 1_000;

function isTyping(target: EventTarget | null): boolean {
  const element = target instanceof HTMLElement ? target : null;
  return element !== null && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
}

export function useShortcuts(actions: readonly Action[]): void {
  useEffect(() => {
    let first = "";
    let firstAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target))
        return;
      if (document.querySelector("[role=dialog]") && event.key !== "?") return; // a dialog owns its keys
      const chord = event.timeStamp - firstAt < CHORD_MS ? `${first} ${event.key}` : "";
      const found = actions.find(
        (a) => a.keys && a.enabled !== false && (a.keys === chord || a.keys === event.key),
      );
      first = event.key;
      firstAt = event.timeStamp;
      if (!found) return;
      event.preventDefault();
      first = "";
      found.run();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [actions]);
}
