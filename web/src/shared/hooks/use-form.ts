/** A form's values and when to complain: after a field was left once, or after the first try to send. */
import { useMemo, useState } from "react";
import { ProblemError } from "@/shared/api";

export type Faults = Partial<Record<string, string | null>>;

/** Lead whoever pressed send to what is wrong, once it is drawn. */
function focusFirstFault(): void {
  const form = document.activeElement?.closest("form");
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

export interface Form<T> {
  values: T;
  set: <K extends keyof T>(name: K, value: T[K]) => void;
  replace: (values: T) => void;
  /** Props for a field: its complaint, once it may be shown. */
  errorOf: (name: string) => string | null;
  touch: (name: string) => void;
  isChanged: boolean;
  /** Show all complaints; true when there are none. */
  check: () => boolean;
  /** Faults that the server found, by field; kept until the field changes. */
  refuse: (error: unknown) => void;
}

export function useForm<T extends object>(initial: T, validate: (values: T) => Faults): Form<T> {
  const [values, setValues] = useState(initial);
  const [start, setStart] = useState(initial);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [showAll, setShowAll] = useState(false);
  const [served, setServed] = useState<Record<string, string>>({});
  const faults = useMemo(() => validate(values), [validate, values]);

  return {
    values,
    set: (name, value) => {
      setValues((before) => ({ ...before, [name]: value }));
      setServed((before) =>
        Object.fromEntries(
          Object.entries(before).filter(([path]) => path !== name && !path.startsWith(`${String(name)}.`)),
        ),
      );
    },
    replace: (next) => {
      setValues(next);
      setStart(next);
      setTouched(new Set());
      setShowAll(false);
      setServed({});
    },
    errorOf: (name) => served[name] ?? (showAll || touched.has(name) ? (faults[name] ?? null) : null),
    touch: (name) => setTouched((before) => (before.has(name) ? before : new Set(before).add(name))),
    isChanged: JSON.stringify(values) !== JSON.stringify(start),
    check: () => {
      setShowAll(true);
      const isFine = Object.values(faults).every((fault) => !fault);
      if (!isFine) focusFirstFault();
      return isFine;
    },
    refuse: (error) => {
      if (error instanceof ProblemError) setServed(error.byField());
    },
  };
}
