/** A time axis for months and years: the labels of `useChart` are made for a day. */
import type { ChartOptions, DeepPartial } from "lightweight-charts";

const YEAR = 0;
const MONTH = 1;
const DAY = 2;

export function historyAxis(zone: string): DeepPartial<ChartOptions> {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options });
  const year = format({ year: "numeric" });
  const month = format({ month: "short" });
  const day = format({ day: "numeric", month: "short" });
  const clock = format({ hour: "2-digit", minute: "2-digit" });
  const full = format({
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  const at = (time: unknown) => new Date(Number(time) * 1_000);
  return {
    timeScale: {
      minBarSpacing: 0.02, // thousands of points on a phone still show whole
      tickMarkFormatter: (time: unknown, kind: number) =>
        (kind === YEAR ? year : kind === MONTH ? month : kind === DAY ? day : clock).format(at(time)),
    },
    localization: { timeFormatter: (time: unknown) => full.format(at(time)) },
  };
}
