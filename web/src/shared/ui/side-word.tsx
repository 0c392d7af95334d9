import { ArrowDownRight, ArrowUpRight } from "lucide-react";
import { cn } from "@/shared/cn";

/** Buy or sell, long or short: a word, an arrow and a colour. */
export function SideWord({
  side,
  className,
}: {
  side: "buy" | "sell" | "long" | "short";
  className?: string;
}) {
  const isUp = side === "buy" || side === "long";
  const Icon = isUp ? ArrowUpRight : ArrowDownRight;
  return (
    <span
      className={cn("inline-flex items-center gap-1 font-medium", isUp ? "text-up" : "text-down", className)}
    >
      <Icon aria-hidden className="size-3.5" />
      {side[0]?.toUpperCase() + side.slice(1)}
    </span>
  );
}
