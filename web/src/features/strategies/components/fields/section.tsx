/** A part of the form that can be folded; folded, it says in a line what is in it. */
import { ChevronRight } from "lucide-react";
import { useSyncExternalStore, type ReactNode } from "react";
import { Badge, Button } from "@/shared/ui";
import { countWithin } from "../../document/faults";
import type { Path } from "../../document/json";
import { useBuilder } from "../state/builder";

interface SectionProps {
  title: string;
  /** What is in it, in a line. */
  summary?: ReactNode;
  /** The places it is about, so that it can say how many faults are inside. */
  paths: readonly Path[];
  isOpen?: boolean;
  children: ReactNode;
}

export function Section({ title, summary, paths, isOpen, children }: SectionProps) {
  const { board } = useBuilder();
  const remarks = useSyncExternalStore(board.subscribe, board.all);
  const faults = countWithin(remarks, paths);
  return (
    <details
      open={isOpen ?? false}
      data-slot="section"
      className="group rounded-card border border-line bg-surface"
    >
      <summary className="flex min-h-12 list-none items-center gap-2.5 px-3 py-2.5 sm:px-4 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-ink-soft transition-transform duration-150 group-open:rotate-90"
        />
        <h2 className="shrink-0 text-sm font-semibold">{title}</h2>
        {faults > 0 && <Badge tone="danger">{faults === 1 ? "1 fault" : `${faults} faults`}</Badge>}
        {summary && (
          <span className="ml-auto min-w-0 truncate text-right text-xs text-ink-soft group-open:hidden">
            {summary}
          </span>
        )}
      </summary>
      <div className="grid gap-4 px-3 pt-1 pb-4 sm:px-4">{children}</div>
    </details>
  );
}

/** A small heading within a section, with what can be done there. */
export function Part({
  title,
  help,
  actions,
  children,
}: {
  title: string;
  help?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <section aria-label={title} className="grid gap-2">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="min-w-0 flex-1 text-sm font-medium">{title}</h3>
        {actions && <div className="flex flex-wrap gap-1.5">{actions}</div>}
        {help && <p className="w-full text-xs text-ink-soft">{help}</p>}
      </header>
      {children}
    </section>
  );
}

/** A row of two or three fields that stand beside each other where there is room. */
export function Row({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(min(7.5rem,100%),1fr))] items-start gap-3">
      {children}
    </div>
  );
}

export function SmallAct({
  label,
  icon,
  onClick,
  disabled,
}: {
  label: string;
  icon: ReactNode;
  onClick: () => void;
  disabled?: boolean;
}) {
  return (
    <Button
      size="icon-sm"
      variant="quiet"
      aria-label={label}
      title={label}
      onClick={onClick}
      disabled={disabled}
      className="text-ink-soft"
    >
      {icon}
    </Button>
  );
}
