/** Drafts survive a closed tab: what was typed and not saved is kept in this browser, one draft a strategy. */

export interface KeptDraft {
  text: string;
  /** The version it was made from; null for a strategy that is not saved yet. */
  basedOn: number | null;
  /** ms since 1970. */
  at: number;
}

const keyOf = (strategyId: string | null) => `tw.strategy.${strategyId ?? "new"}`;

export function findDraft(strategyId: string | null): KeptDraft | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(strategyId)) ?? "null");
    if (typeof kept !== "object" || kept === null || !("text" in kept) || typeof kept.text !== "string")
      return null;
    const { basedOn, at } = kept as Partial<KeptDraft>;
    return { text: kept.text, basedOn: basedOn ?? null, at: at ?? 0 };
  } catch {
    return null; // a broken or forbidden local store must not stop the builder
  }
}

export function keepDraft(strategyId: string | null, draft: KeptDraft): void {
  try {
    localStorage.setItem(keyOf(strategyId), JSON.stringify(draft));
  } catch {
    // private mode or a full store: the draft lives until the page closes
  }
}

export function dropDraft(strategyId: string | null): void {
  try {
    localStorage.removeItem(keyOf(strategyId));
  } catch {
    // nothing was kept then
  }
}
