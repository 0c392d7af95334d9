import { CircleAlert } from "lucide-react";
import { useId, type ReactNode } from "react";
import { cn } from "@/shared/cn";

export interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
}

interface FieldProps {
  label: ReactNode;
  help?: ReactNode;
  error?: string | null | undefined;
  required?: boolean;
  optional?: boolean;
  className?: string;
  /** Draws the control and spreads what ties it to label, help and error. */
  children: (control: ControlProps) => ReactNode;
}

/** Label above, control, help or error below. */
export function Field({ label, help, error, required, optional, className, children }: FieldProps) {
  const id = useId();
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const describedBy = [error ? errorId : null, help ? helpId : null].filter(Boolean).join(" ");
  return (
    <div data-slot="field" className={cn("grid grid-cols-[minmax(0,1fr)] content-start gap-1.5", className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional && " "}
        {optional && <span className="ml-0.5 font-normal text-ink-soft">optional</span>}
      </label>
      {children({
        id,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error ? true : undefined,
        "aria-required": required ? true : undefined,
      })}
      {error && (
        <p id={errorId} className="flex items-start gap-1.5 text-xs text-danger">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          {error}
        </p>
      )}
      {help && (
        <p id={helpId} className="text-xs text-ink-soft">
          {help}
        </p>
      )}
    </div>
  );
}

/** Several controls under one legend. */
export function FieldSet({
  legend,
  help,
  children,
  className,
}: {
  legend: ReactNode;
  help?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <fieldset data-slot="fieldset" className={cn("grid gap-3", className)}>
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      {help && <p className="-mt-2 text-xs text-ink-soft">{help}</p>}
      {children}
    </fieldset>
  );
}
