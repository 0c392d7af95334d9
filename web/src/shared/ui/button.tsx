import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/shared/cn";

const button = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap transition-colors duration-150 select-none disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent enabled:hover:bg-accent-hover",
        secondary: "border border-line-strong bg-surface text-ink enabled:hover:bg-hover",
        quiet: "text-ink enabled:hover:bg-hover",
        danger: "bg-danger text-on-danger enabled:hover:bg-danger-hover",
        "danger-outline": "border border-danger bg-surface text-danger enabled:hover:bg-danger-soft",
        link: "text-accent underline underline-offset-3 enabled:hover:text-accent-hover",
      },
      size: {
        md: "h-9 px-3.5 text-sm",
        sm: "h-7 px-2.5 text-xs",
        lg: "h-11 px-5 text-base",
        icon: "size-9",
        "icon-sm": "size-7",
        inline: "h-auto p-0",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof button> {
  asChild?: boolean;
  /** The work runs: the button keeps its place and refuses a second press. */
  busy?: boolean;
}

export function Button({ variant, size, asChild, busy, className, disabled, type, ...props }: ButtonProps) {
  const Tag = asChild ? Slot.Root : "button";
  return (
    <Tag
      data-slot="button"
      className={cn(
        button({ variant, size }),
        asChild && "hover:bg-hover",
        asChild && variant === "primary" && "hover:bg-accent-hover",
        className,
      )}
      aria-busy={busy || undefined}
      {...(asChild ? {} : { type: type ?? "button", disabled: disabled === true || busy === true })}
      {...props}
    />
  );
}
