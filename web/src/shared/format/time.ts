/** Times for eyes: the trader's zone, UTC on hover, relative under an hour. */

const HOUR_MS = 3_600_000;

export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** A span between two steps, from microseconds to hours: "840 µs", "12.4 ms", "1.20 s". */
export function formatSpan(ms: number): string {
  if (ms < 0) return "0 ms";
  if (ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 100) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(2)} s` : formatAge(ms);
}

const formats = new Map<string, Intl.DateTimeFormat>();
function formatter(zone: string | undefined, style: "time" | "full"): Intl.DateTimeFormat {
  const key = `${zone}/${style}`;
  let found = formats.get(key);
  if (!found) {
    const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
    const day = style === "full" ? ({ year: "numeric", month: "short", day: "2-digit" } as const) : {};
    found = new Intl.DateTimeFormat("en-GB", { ...day, ...clock, timeZone: zone });
    formats.set(key, found);
  }
  return found;
}

export function formatClock(at: Date, zone?: string): string {
  return formatter(zone, "time").format(at);
}

export function formatMoment(at: Date, zone?: string): string {
  return formatter(zone, "full").format(at);
}

/** "12 s ago" under an hour, the clock on the same day, else the date and the minute. */
export function formatWhen(at: Date, now: number, zone?: string): string {
  const age = now - at.getTime();
  if (age >= -5_000 && age < HOUR_MS) return age < 1_000 ? "just now" : `${formatAge(age)} ago`;
  return age < 20 * HOUR_MS && age > 0 ? formatClock(at, zone) : formatMoment(at, zone).slice(0, -3);
}

/** The fractional milliseconds between two ISO stamps, keeping the microseconds that `Date` drops. */
export function spanBetween(from: string, to: string): number {
  return fineMs(to) - fineMs(from);
}

function fineMs(iso: string): number {
  const micros = /\.(\d{3})(\d{1,6})/.exec(iso)?.[2];
  return Date.parse(iso) + (micros ? Number(`0.${micros}`) : 0);
}
