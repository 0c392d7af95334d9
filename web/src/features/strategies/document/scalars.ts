/** One value typed into a field: a number when it reads as one, else the text of an expression. */
import type { Json } from "./json";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** `"2"` is the number 2, `"stop * 2"` is an expression; nothing typed is nothing. */
export function scalarOf(typed: string): number | string | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : typed;
}

/** A value as its field shows it. */
export function typedOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Whether a field that shows this text holds this value already, so that typing `2.` is not taken back to `2`. */
export function isTypedFor(typed: string, value: Json | undefined): boolean {
  return (scalarOf(typed) ?? "") === (value ?? "") || typed === typedOf(value);
}
