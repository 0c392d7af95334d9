/** Moments as a person types them: date and minute by the clock of a zone, which is not always the browser's. */

const formats = new Map<string, Intl.DateTimeFormat>();

function wall(at: Date, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  return format.format(at).replace(" ", "T");
}

/** An instant as `2026-11-21T14:30` by the clock of this zone; empty for what is no instant. */
export function toWallClock(iso: string, zone: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? "" : wall(at, zone);
}

/**
 * The instant at which the clock of this zone shows `2026-11-21T14:30`; null for what is no time. Of an hour that comes
 * twice the earlier is meant; in an hour that is left out the clock is read as it was before the change.
 */
export function fromWallClock(text: string, zone: string): string | null {
  const asUtc = Date.parse(`${text}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) || Number.isNaN(asUtc)) return null;
  const offsetAt = (instant: number) => Date.parse(`${wall(new Date(instant), zone)}:00Z`) - instant;
  const DAY = 86_400_000;
  const candidates = [offsetAt(asUtc - DAY), offsetAt(asUtc + DAY)].map((offset) => asUtc - offset);
  const found = candidates.filter((instant) => wall(new Date(instant), zone) === text);
  return new Date(found.length > 0 ? Math.min(...found) : candidates[0]!).toISOString();
}
