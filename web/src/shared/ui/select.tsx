import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";

export interface SelectOption<T extends string = string> {
  value: T;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
}

interface SelectProps<T extends string> {
  value: T | undefined;
  onChange: (value: T) => void;
  options: readonly SelectOption<T>[];
  placeholder?: string;
  id?: string;
  className?: string;
  disabled?: boolean;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  "aria-required"?: true | undefined;
}

export function Select<T extends string>({
  value,
  onChange,
  options,
  placeholder,
  className,
  disabled,
  ...control
}: SelectProps<T>) {
  return (
    <Primitive.Root value={value ?? ""} onValueChange={(next) => onChange(next as T)} disabled={disabled}>
      <Primitive.Trigger
        data-slot="select"
        className={cn(
          "flex h-9 w-full items-center justify-between gap-2 rounded-control border border-line-strong bg-surface px-3 text-left text-base disabled:bg-sunken aria-invalid:border-danger data-[placeholder]:text-ink-soft sm:text-sm [&>span]:truncate",
          className,
        )}
        {...control}
      >
        <Primitive.Value placeholder={placeholder} />
        <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-soft" />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-enter overflow-hidden rounded-control border border-line bg-raised shadow-raised"
        >
          <Primitive.Viewport className="p-1">
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="flex items-center justify-between gap-4 rounded-[4px] py-1.5 pr-2 pl-2.5 text-sm outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover"
              >
                <span className="grid">
                  <Primitive.ItemText>{option.label}</Primitive.ItemText>
                  {option.hint && <span className="text-xs text-ink-soft">{option.hint}</span>}
                </span>
                <Primitive.ItemIndicator>
                  <Check aria-hidden className="size-4 text-accent" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
