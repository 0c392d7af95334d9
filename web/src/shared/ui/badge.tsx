import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/shared/cn";

const badge = cva(
  "inline-flex items-center gap-1 rounded-[5px] border px-1.5 py-px text-xs font-medium whitespace-nowrap [&_svg]:size-3",
  {
    variants: {
      tone: {
        neutral: "border-line bg-sunken text-ink-soft",
        accent: "border-accent/30 bg-accent-soft text-accent",
        info: "border-info/30 bg-info-soft text-info",
        ok: "border-ok/30 bg-ok-soft text-ok",
        warn: "border-warn/35 bg-warn-soft text-warn",
        danger: "border-danger/35 bg-danger-soft text-danger",
        unknown: "border-unknown/35 bg-unknown-soft text-unknown",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type BadgeTone = NonNullable<VariantProps<typeof badge>["tone"]>;

export function Badge({ tone, className, ...props }: ComponentProps<"span"> & VariantProps<typeof badge>) {
  return <span data-slot="badge" className={cn(badge({ tone }), className)} {...props} />;
}
