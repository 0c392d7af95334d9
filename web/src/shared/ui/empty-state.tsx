import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  /** What will be here and what makes it appear. */
  children: ReactNode;
  action?: ReactNode;
}

/** Teaches: what will be here, and the one thing to do about it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div data-slot="empty-state" className="grid justify-items-center gap-2 px-6 py-10 text-center">
      <span className="grid size-10 place-items-center rounded-full bg-accent-soft text-accent">
        <Icon aria-hidden className="size-5" />
      </span>
      <p className="font-medium">{title}</p>
      <div className="max-w-md text-sm text-ink-soft">{children}</div>
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
