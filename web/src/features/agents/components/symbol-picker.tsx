import { X } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import type { Instrument } from "@/shared/api";
import { Field, Input } from "@/shared/ui";

interface SymbolPickerProps {
  value: readonly string[];
  onChange: (symbols: string[]) => void;
  instruments: readonly Instrument[];
  label?: string;
  help?: string;
  /** What an empty list means. */
  empty?: string;
  listLabel?: string;
}

/** Allowed symbols as chips; typing, pasting a list and choosing from the known ones all work. */
export function SymbolPicker({
  value,
  onChange,
  instruments,
  label = "Symbols",
  help = "Empty allows every symbol the account can trade. Enter adds one; a pasted list adds all.",
  empty = "Every symbol",
  listLabel = "Allowed symbols",
}: SymbolPickerProps) {
  const [typed, setTyped] = useState("");
  const known = new Set(instruments.map((instrument) => instrument.symbol));

  const add = (text: string) => {
    const names = text
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter(Boolean);
    if (names.length > 0) onChange([...new Set([...value, ...names])]);
    setTyped("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault(); // Enter here ends a symbol, never the form
      if (typed.trim()) add(typed);
    } else if (event.key === "Backspace" && !typed && value.length > 0) {
      onChange(value.slice(0, -1));
    }
  };

  return (
    <Field label={label} help={help} optional>
      {(control) => (
        <div className="grid gap-2">
          <Input
            {...control}
            list={`${control.id}-known`}
            autoComplete="off"
            placeholder={value.length > 0 ? "Add another" : empty}
            value={typed}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              const isChosen = known.has(event.target.value) && !isTyped(event.nativeEvent);
              if (isChosen) add(event.target.value);
              else setTyped(event.target.value);
            }}
            onBlur={() => typed.trim() && add(typed)}
          />
          <datalist id={`${control.id}-known`}>
            {instruments.map((instrument) => (
              <option key={instrument.symbol} value={instrument.symbol}>
                {instrument.name}
              </option>
            ))}
          </datalist>
          {value.length > 0 && (
            <ul aria-label={listLabel} className="flex flex-wrap gap-1.5">
              {value.map((symbol) => (
                <li
                  key={symbol}
                  className="flex items-center gap-0.5 rounded-[5px] border border-line bg-sunken pl-2 text-sm"
                >
                  {symbol}
                  {instruments.length > 0 && !known.has(symbol) && (
                    <span className="ml-1 text-xs text-warn">not known here</span>
                  )}
                  <button
                    type="button"
                    aria-label={`Remove ${symbol}`}
                    onClick={() => onChange(value.filter((each) => each !== symbol))}
                    className="grid size-6 place-items-center text-ink-soft hover:text-ink"
                  >
                    <X aria-hidden className="size-3.5" />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Field>
  );
}

/** Told letter by letter, unlike a choice from the list: BTCUSD must stay open to become BTCUSDT. */
function isTyped(event: Event): boolean {
  return event instanceof InputEvent && event.inputType !== "insertReplacementText";
}
