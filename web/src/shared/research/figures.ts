/** Figures of a report as people read them: titles and units come from the report itself. */
import { figures } from "@/gen/report";
import { formatDecimal, formatMoment } from "@/shared/format";

export type FigureGroup = keyof typeof figures;
export type FigureValue = string | number | null | undefined;
export type FigureUnit =
  "money" | "percent" | "ratio" | "probability" | "count" | "bars" | "seconds" | "time" | "quantity";

export interface FigureMeaning {
  title: string;
  unit: FigureUnit;
  formula: string;
}

const everyFigure = Object.assign({}, ...Object.values(figures)) as Record<string, FigureMeaning>;
const DECIMALS: Partial<Record<FigureUnit, number>> = { money: 2, percent: 2, ratio: 3, bars: 1, count: 0 };
const DAY_S = 86_400;

export function meaningOf(name: string): FigureMeaning {
  return everyFigure[name] ?? { title: name.replaceAll("_", " "), unit: "ratio", formula: "" };
}

/** A value for eyes, with the sign of its unit only where it is a percentage. */
export function figureText(value: FigureValue, unit: FigureUnit): string {
  if (value === null || value === undefined) return "–";
  if (unit === "time") return `${formatMoment(new Date(value), "UTC").slice(0, -3)}`;
  if (unit === "seconds") return spanText(Number(value));
  if (unit === "quantity") return formatDecimal(String(value));
  if (unit === "probability") return probabilityText(String(value));
  const text = formatDecimal(String(value), { decimals: DECIMALS[unit] });
  return unit === "percent" ? `${text}\u202f%` : text;
}

/** A length of time in its two largest units. */
export function spanText(seconds: number): string {
  const days = Math.floor(seconds / DAY_S);
  const hours = Math.floor((seconds % DAY_S) / 3_600);
  if (days >= 100) return `${days} d`;
  if (days > 0) return `${days} d ${hours} h`;
  const minutes = Math.floor((seconds % 3_600) / 60);
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`;
}

/** A probability as percent; never "100 %" or "0 %" for what is only nearly so. */
export function probabilityText(value: string): string {
  const share = Number(value);
  if (share > 0.999 && share < 1) return "over 99.9\u202f%";
  if (share > 0 && share < 0.001) return "under 0.1\u202f%";
  return `${formatDecimal(String(share * 100), { decimals: 1 })}\u202f%`;
}

export interface FigureLine {
  name: string;
  title: string;
  formula: string;
  unit: FigureUnit;
  /** The same figure in percent, shown beside it. */
  twin: string | null;
}

/** A group's figures as table lines: a figure and its twin in percent share one. */
export function linesOf(group: FigureGroup): FigureLine[] {
  const known = figures[group] as Record<string, FigureMeaning>;
  return Object.entries(known)
    .filter(([name]) => !(name.endsWith("_percent") && name.slice(0, -"_percent".length) in known))
    .map(([name, { title, unit, formula }]) => ({
      name,
      title: name === "expectancy_r" ? `${title} in R` : title,
      unit,
      formula,
      twin: `${name}_percent` in known ? `${name}_percent` : null,
    }));
}
