/**
 * The one place that rounds for eyes. Decimals arrive as strings and stay strings: nothing here turns money into a float,
 * so a figure with thirty digits is shown as exactly as the server said it.
 */

export type DecimalString = string;

const MINUS = "\u2212"; // true minus, as wide as the plus
const GROUP = "\u202f"; // narrow no-break space
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

interface Parts {
  negative: boolean;
  whole: string;
  fraction: string;
}

function parse(value: DecimalString): Parts | null {
  const match = DECIMAL.exec(value.trim());
  if (!match || (match[2] === "" && !match[3])) return null;
  let whole = match[2] ?? "";
  let fraction = match[3] ?? "";
  const exponent = Number(match[4] ?? 0);
  if (exponent > 0) {
    fraction = fraction.padEnd(exponent, "0");
    whole += fraction.slice(0, exponent);
    fraction = fraction.slice(exponent);
  } else if (exponent < 0) {
    whole = whole.padStart(1 - exponent, "0");
    fraction = whole.slice(exponent) + fraction;
    whole = whole.slice(0, exponent);
  }
  return { negative: match[1] === "-", whole: whole.replace(/^0+(?=\d)/, "") || "0", fraction };
}

/** Round half away from zero, which is what people expect to read. */
function round({ negative, whole, fraction }: Parts, decimals: number): Parts {
  if (fraction.length <= decimals) return { negative, whole, fraction: fraction.padEnd(decimals, "0") };
  const kept = BigInt(whole + fraction.slice(0, decimals));
  const up = fraction.charCodeAt(decimals) >= 53; // "5"
  const digits = (up ? kept + 1n : kept).toString().padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  return { negative, whole: digits.slice(0, cut), fraction: digits.slice(cut) };
}

const isZero = (p: Parts) => /^0*$/.test(p.whole + p.fraction);

export interface DecimalFormat {
  /** Exactly this many digits after the point; without it, the digits given, trailing zeros dropped. */
  decimals?: number | undefined;
  /** At most this many digits after the point, trailing zeros dropped. */
  maxDecimals?: number | undefined;
  /** At least this many, where fewer were given: prices of one column line up. */
  minDecimals?: number | undefined;
  /** At most this many digits that tell something, but never fewer decimals than `minDecimals`: for what was divided. */
  maxSignificant?: number | undefined;
  /** Show "+" before gains too. */
  signed?: boolean | undefined;
}

function decimalsMax(
  p: Parts,
  { maxDecimals, maxSignificant, minDecimals = 0 }: DecimalFormat,
): number | undefined {
  if (maxSignificant === undefined) return maxDecimals;
  const zeros = /^0*/.exec(p.fraction)?.[0].length ?? 0;
  const significant = p.whole === "0" ? maxSignificant + zeros : maxSignificant - p.whole.length;
  return Math.max(minDecimals, Math.min(significant, maxDecimals ?? significant));
}

/** Render a decimal string for reading; what cannot be read as a decimal is returned as it is. */
export function formatDecimal(value: DecimalString, format: DecimalFormat = {}): string {
  const parsed = parse(value);
  if (!parsed) return value;
  let shown = parsed;
  if (format.decimals !== undefined) shown = round(parsed, format.decimals);
  else {
    const most = decimalsMax(parsed, format);
    if (most !== undefined) shown = round(parsed, most);
    shown = { ...shown, fraction: shown.fraction.replace(/0+$/, "").padEnd(format.minDecimals ?? 0, "0") };
  }
  const grouped = shown.whole.replace(/\B(?=(\d{3})+(?!\d))/g, GROUP);
  const zero = isZero(shown);
  const sign = zero ? "" : shown.negative ? MINUS : format.signed ? "+" : "";
  return sign + grouped + (shown.fraction ? `.${shown.fraction}` : "");
}

/** -1, 0 or 1; unreadable values count as zero, so they get no colour. */
export function signOf(value: DecimalString | null | undefined): -1 | 0 | 1 {
  const parsed = value == null ? null : parse(value);
  if (!parsed || isZero(parsed)) return 0;
  return parsed.negative ? -1 : 1;
}

/** Order two decimal strings exactly, for sorting. */
export function compareDecimals(a: DecimalString, b: DecimalString): number {
  const left = parse(a);
  const right = parse(b);
  if (!left || !right) return left ? 1 : right ? -1 : 0;
  const width = Math.max(left.fraction.length, right.fraction.length);
  const scaled = (p: Parts) => BigInt(p.whole + p.fraction.padEnd(width, "0")) * (p.negative ? -1n : 1n);
  const difference = scaled(left) - scaled(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Whether text typed into a field is a plain decimal number. */
export function isDecimal(text: string): boolean {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text.trim());
}

/** How many digits stand after the point of a step such as "0.01" (2) or "5" (0). */
export function decimalsOf(step: DecimalString): number {
  const parsed = parse(step);
  return parsed ? parsed.fraction.replace(/0+$/, "").length : 0;
}

/** For drawing only: charts need numbers; never send the result back as money. */
export function toChartNumber(value: DecimalString): number {
  return Number(value);
}

/** A share of one ("0.015") as percent ("1.5 %"). Moves the point in the text, so nothing is lost. */
export function formatShare(value: DecimalString, format: DecimalFormat = { maxDecimals: 2 }): string {
  return `${formatDecimal(shiftPoint(value, 2), format)}${GROUP}%`;
}

/** Multiply by a power of ten by moving the point: "0.015", 2 → "1.5". */
export function shiftPoint(value: DecimalString, places: number): DecimalString {
  const parsed = parse(`${value.trim()}e${places}`);
  if (!parsed) return value;
  const fraction = parsed.fraction.replace(/0+$/, "");
  return `${parsed.negative && !isZero(parsed) ? "-" : ""}${parsed.whole}${fraction ? `.${fraction}` : ""}`;
}

/** Digits without the point, and how many of them stand after it. */
function scaled(value: DecimalString): { digits: bigint; places: number } | null {
  const parsed = parse(value);
  if (!parsed) return null;
  const digits = BigInt(parsed.whole + parsed.fraction);
  return { digits: parsed.negative ? -digits : digits, places: parsed.fraction.length };
}

function unscaled(digits: bigint, places: number): DecimalString {
  return shiftPoint(digits.toString(), -places);
}

/** The exact sum; what cannot be read counts as zero. */
export function addDecimals(a: DecimalString, b: DecimalString): DecimalString {
  const [left, right] = [scaled(a), scaled(b)];
  if (!left || !right) return left ? a : b;
  const places = Math.max(left.places, right.places);
  const at = (one: { digits: bigint; places: number }) => one.digits * 10n ** BigInt(places - one.places);
  return unscaled(at(left) + at(right), places);
}

/** The exact product; null when one of them cannot be read. */
export function multiplyDecimals(a: DecimalString, b: DecimalString): DecimalString | null {
  const [left, right] = [scaled(a), scaled(b)];
  return left && right ? unscaled(left.digits * right.digits, left.places + right.places) : null;
}

export function negated(value: DecimalString): DecimalString {
  return multiplyDecimals(value, "-1") ?? value;
}

/** The point of a grid that is nearest to where a hand put it on the screen, as an exact decimal. */
export function onGrid(shown: number, step: DecimalString): DecimalString {
  const steps = Math.round(shown / Number(step));
  return multiplyDecimals(String(steps), step) ?? step;
}

/** A sentence of the server with true minus signs before its numbers; dates and names keep their hyphens. */
export function trueMinus(sentence: string): string {
  return sentence.replace(/(^|[\s(])-(?=\d)/g, `$1${MINUS}`);
}
