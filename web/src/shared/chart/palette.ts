/** Colours for canvases, read from the tokens of the page so that charts and tables agree. */

export interface ChartPalette {
  ink: string;
  inkSoft: string;
  line: string;
  accent: string;
  up: string;
  down: string;
  surface: string;
}

/** Canvas libraries want rgb; the browser itself converts our OKLCH tokens, one pixel at a time. */
function toRgb(colour: string, alpha = 1): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

/** One token of the page, such as `--accent`, as canvases want it. */
export function tokenColour(name: string): string {
  return toRgb(getComputedStyle(document.documentElement).getPropertyValue(name).trim());
}

export function readPalette(): ChartPalette {
  return {
    ink: tokenColour("--ink"),
    inkSoft: tokenColour("--ink-soft"),
    line: tokenColour("--line"),
    accent: tokenColour("--accent"),
    up: tokenColour("--up"),
    down: tokenColour("--down"),
    surface: tokenColour("--surface"),
  };
}

export function withAlpha(rgba: string, alpha: number): string {
  return rgba.replace(/[\d.]+\)$/, `${alpha})`);
}
