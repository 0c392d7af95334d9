import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";

const tones = {
  info: { icon: Info, box: "border-info/40 bg-info-soft", mark: "text-info" },
  ok: { icon: CircleCheck, box: "border-ok/40 bg-ok-soft", mark: "text-ok" },
  warn: { icon: TriangleAlert, box: "border-warn/50 bg-warn-soft", mark: "text-warn" },
  danger: { icon: CircleAlert, box: "border-danger/50 bg-danger-soft", mark: "text-danger" },
} as const;

interface NoticeProps {
  tone: keyof typeof tones;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** "alert" interrupts a screen reader; keep it for what just went wrong. */
  role?: "alert" | "status" | "note";
  className?: string;
}

export function Notice({ tone, title, children, actions, role, className }: NoticeProps) {
  const { icon: Icon, box, mark } = tones[tone];
  return (
    <div
      data-slot="notice"
      role={role}
      className={cn(
        "flex flex-wrap items-start gap-3 rounded-card border px-3.5 py-3 text-sm",
        box,
        className,
      )}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", mark)} />
      <div className="min-w-0 flex-1 basis-3/4 sm:basis-0">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cn(title != null && "mt-0.5")}>{children}</div>}
      </div>
      {actions && <div className="flex shrink-0 flex-wrap gap-2 max-sm:pl-7">{actions}</div>}
    </div>
  );
}
