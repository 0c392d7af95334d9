import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/shared/cn";

export function Card({ className, ...props }: ComponentProps<"section">) {
  return (
    <section
      data-slot="card"
      className={cn("rounded-card border border-line bg-surface", className)}
      {...props}
    />
  );
}

interface CardHeaderProps {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  id?: string;
  className?: string;
}

export function CardHeader({ title, note, actions, id, className }: CardHeaderProps) {
  return (
    <header className={cn("flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5", className)}>
      <h2 id={id} className="text-sm font-semibold">
        {title}
      </h2>
      {note && <div className="text-xs text-ink-soft">{note}</div>}
      {actions && <div className="ml-auto flex items-center gap-2">{actions}</div>}
    </header>
  );
}

export function CardBody({ className, ...props }: ComponentProps<"div">) {
  return <div data-slot="card-body" className={cn("px-4 pb-4", className)} {...props} />;
}
