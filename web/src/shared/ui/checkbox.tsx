import { Check } from "lucide-react";
import { Checkbox as Primitive } from "radix-ui";
import { useId, type ComponentProps, type ReactNode } from "react";
import { cn } from "@/shared/cn";

interface CheckboxProps extends Omit<ComponentProps<typeof Primitive.Root>, "onChange"> {
  label: ReactNode;
  error?: string | null | undefined;
}

export function Checkbox({ label, error, className, ...props }: CheckboxProps) {
  const id = useId();
  return (
    <div data-slot="checkbox" className={cn("grid gap-1", className)}>
      <div className="flex items-start gap-2.5">
        <Primitive.Root
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          className="mt-px grid size-5 shrink-0 place-items-center rounded-[5px] border border-line-strong bg-surface aria-invalid:border-danger data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=checked]:text-on-accent"
          {...props}
        >
          <Primitive.Indicator>
            <Check aria-hidden className="size-3.5" strokeWidth={3} />
          </Primitive.Indicator>
        </Primitive.Root>
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
      </div>
      {error && (
        <p id={`${id}-error`} className="pl-7.5 text-xs text-danger">
          {error}
        </p>
      )}
    </div>
  );
}
