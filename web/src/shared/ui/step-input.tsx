import { Minus, Plus } from "lucide-react";
import type { KeyboardEvent } from "react";
import { cn } from "@/shared/cn";
import { addDecimals, isDecimal, negated, shiftPoint, signOf } from "@/shared/format";
import { DecimalInput, type InputProps } from "./input";

interface StepInputProps extends Omit<InputProps, "value" | "onChange"> {
  value: string;
  onChange: (value: string) => void;
  /** One press of a button or an arrow key: the tick or the lot. Shift and Page keys go ten times as far. */
  step: string;
  /** Where the first press starts while nothing is typed: the last price. */
  start?: string | undefined;
  /** Below zero too; prices and sizes stay above it. */
  signed?: boolean;
}

/** A decimal on a grid: typed, pasted, or stepped with the arrow keys or the two buttons. */
export function StepInput({ value, onChange, step, start, signed, className, ...props }: StepInputProps) {
  const move = (by: string) => {
    if (!value.trim() && start) return onChange(start);
    const next = addDecimals(isDecimal(value) ? value : "0", by);
    if (signed || signOf(next) > 0) onChange(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const far = event.shiftKey || event.key.startsWith("Page");
    const by = far ? shiftPoint(step, 1) : step;
    if (event.key === "ArrowUp" || event.key === "PageUp") move(by);
    else if (event.key === "ArrowDown" || event.key === "PageDown") move(negated(by));
    else return;
    event.preventDefault();
  };
  // The buttons are for hands on a mouse; the keyboard has the arrow keys and need not stop at them.
  const button =
    "grid w-8 shrink-0 place-items-center border-line-strong text-ink-soft hover:bg-hover hover:text-ink disabled:opacity-55 [&_svg]:size-3.5";
  return (
    <span className={cn("flex rounded-control border border-line-strong bg-surface", className)}>
      <button
        type="button"
        tabIndex={-1}
        aria-label="Less"
        className={cn(button, "border-r")}
        onClick={() => move(negated(step))}
      >
        <Minus aria-hidden />
      </button>
      <span className="min-w-0 flex-1">
        <DecimalInput
          {...props}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
          className={cn("h-8.5 rounded-none border-0 pl-2", props.unit != null && "pr-12")}
        />
      </span>
      <button
        type="button"
        tabIndex={-1}
        aria-label="More"
        className={cn(button, "border-l")}
        onClick={() => move(step)}
      >
        <Plus aria-hidden />
      </button>
    </span>
  );
}
