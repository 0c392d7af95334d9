/** Colours of the drawn lines, from the page's tokens, so that chart, legend and theme agree. */

/** Accent first; the colours of up and down are left to candles and trades. */
export const LINE_TOKENS = ["--accent", "--unknown", "--warn", "--ok", "--info", "--ink-soft"] as const;

export function lineToken(index: number): string {
  return LINE_TOKENS[index % LINE_TOKENS.length] ?? "--accent";
}
