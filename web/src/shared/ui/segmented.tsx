import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";

export interface SegmentedOption<T extends string> {
  value: T;
  label: ReactNode;
}

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly SegmentedOption<T>[];
  size?: "sm" | "md";
  className?: string;
}

/** A few exclusive choices side by side; a radio group to keyboards and screen readers. */
export function Segmented<T extends string>({
  label,
  value,
  onChange,
  options,
  size = "md",
  className,
}: SegmentedProps<T>) {
  return (
    <RadioGroup.Root
      data-slot="segmented"
      aria-label={label}
      orientation="horizontal"
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className={cn(
        "inline-flex max-w-full flex-wrap gap-0.5 rounded-control border border-line-strong bg-sunken p-0.5",
        className,
      )}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={cn(
            "rounded-[4px] font-medium text-ink-soft transition-colors duration-150 hover:text-ink data-[state=checked]:bg-surface data-[state=checked]:text-ink data-[state=checked]:shadow-[0_0_0_1px_var(--line-strong)]",
            size === "md" ? "min-h-7.5 px-3 text-sm" : "min-h-6 px-2 text-xs",
          )}
        >
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
