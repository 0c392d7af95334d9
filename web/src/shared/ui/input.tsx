import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/shared/cn";

const control =
  "w-full rounded-control border border-line-strong bg-surface text-base text-ink placeholder:text-ink-soft/80 transition-colors duration-150 aria-invalid:border-danger disabled:bg-sunken disabled:text-ink-soft [&[readonly]]:bg-sunken sm:text-sm";

export interface InputProps extends ComponentProps<"input"> {
  /** Shown inside the field, after the value: "USD", "%". */
  unit?: ReactNode;
}

export function Input({ className, unit, type, ...props }: InputProps) {
  const field = (
    <input
      data-slot="input"
      type={type ?? "text"}
      className={cn(control, "h-9 px-3", unit != null && "pr-14", className)}
      {...props}
    />
  );
  if (unit == null) return field;
  return (
    <span className="relative block">
      {field}
      <span
        aria-hidden
        className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-xs text-ink-soft"
      >
        {unit}
      </span>
    </span>
  );
}

/** A decimal typed by a person: text, so that no digit is lost and paste works, with the number pad on phones. */
export function DecimalInput(props: InputProps) {
  return (
    <Input
      inputMode="decimal"
      autoComplete="off"
      spellCheck={false}
      {...props}
      className={cn("num", props.className)}
    />
  );
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea data-slot="textarea" className={cn(control, "min-h-24 px-3 py-2", className)} {...props} />
  );
}

export function NativeSelect({ className, ...props }: ComponentProps<"select">) {
  return <select data-slot="native-select" className={cn(control, "h-9 px-2.5", className)} {...props} />;
}
