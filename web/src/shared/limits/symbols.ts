/** Symbols typed with commas, spaces or line breaks between them, in capitals and each once. */
export function readSymbols(text: string): string[] {
  return [...new Set(text.toUpperCase().split(/[\s,;]+/))].filter(Boolean);
}

const SYMBOL = /^[A-Z0-9.!:/_-]{1,64}$/;

/** The first text that can be no symbol, in a sentence; null when all can. */
export function faultOfSymbols(symbols: readonly string[]): string | null {
  const wrong = symbols.find((each) => !SYMBOL.test(each));
  return wrong === undefined ? null : `“${wrong}” cannot be a symbol.`;
}
