import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The tokens of one design, read from the style sheet that the app ships. */
function tokensOf(...selectors: string[]): Record<string, string> {
  const css = readFileSync("src/app/styles.css", "utf8");
  const tokens: Record<string, string> = {};
  for (const selector of selectors) {
    const start = css.indexOf(`${selector} {`);
    if (start < 0) throw new Error(`no ${selector}`);
    const block = css.slice(start, css.indexOf("}", start));
    for (const [, name, value] of block.matchAll(/--([\w-]+):\s*([^;]+);/g)) tokens[name!] = value!;
  }
  return tokens;
}

/** Relative luminance (WCAG 2.2) of an opaque `oklch(L C H)`, after clipping to sRGB as screens do. */
function luminance(oklch: string): number {
  const [l, c, h] = /oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/.exec(oklch)!.slice(1).map(Number) as [
    number,
    number,
    number,
  ];
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const [L, M, S] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  const linear = [
    4.0767416621 * L - 3.3077115913 * M + 0.2309699292 * S,
    -1.2684380046 * L + 2.6097574011 * M - 0.3413193965 * S,
    -0.0041960863 * L - 0.7034186147 * M + 1.707614701 * S,
  ].map((x) => Math.min(1, Math.max(0, x))) as [number, number, number];
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const designs = {
  light: tokensOf(":root"),
  dark: tokensOf(":root", ':root[data-theme="dark"]'),
  "light, green and red": tokensOf(":root", ':root[data-direction="green-red"]'),
  "dark, green and red": tokensOf(
    ":root",
    ':root[data-theme="dark"]',
    ':root[data-direction="green-red"]',
    ':root[data-theme="dark"][data-direction="green-red"]',
  ),
};

const grounds = ["page", "surface", "raised", "sunken", "hover"];
const inks = ["ink", "ink-soft", "accent", "up", "down", "danger"];
const onOwnGround = ["accent", "info", "ok", "warn", "danger", "unknown"];

describe.each(Object.entries(designs))("the %s design", (_, tokens) => {
  it.each(grounds.flatMap((ground) => inks.map((ink) => [ink, ground] as const)))(
    "%s on %s can be read (4.5:1)",
    (ink, ground) => {
      expect(contrast(tokens[ink]!, tokens[ground]!)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(onOwnGround)("the status colour %s can be read on its own soft ground (4.5:1)", (tone) => {
    expect(contrast(tokens[tone]!, tokens[`${tone}-soft`]!)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["on-accent", "accent"],
    ["on-accent", "accent-hover"],
    ["on-danger", "danger"],
    ["on-danger", "danger-hover"],
    ["ink", "accent-soft"],
    ["ink-soft", "accent-soft"],
    ["up", "accent-soft"],
    ["down", "accent-soft"],
  ] as const)("%s on %s can be read (4.5:1)", (ink, ground) => {
    expect(contrast(tokens[ink]!, tokens[ground]!)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(grounds)("control borders and the focus ring stand out on %s (3:1)", (ground) => {
    expect(contrast(tokens["line-strong"]!, tokens[ground]!)).toBeGreaterThanOrEqual(3);
    expect(contrast(tokens["focus"]!, tokens[ground]!)).toBeGreaterThanOrEqual(3);
  });
});
