import { CircleDashed, Link2, TriangleAlert } from "lucide-react";
import type { Account } from "@/shared/api";
import { cn } from "@/shared/cn";
import { CONNECTION } from "./connection-words";

const tones = {
  neutral: "text-ink-soft",
  ok: "text-ok",
  info: "text-ink-soft",
  warn: "text-warn",
  danger: "text-danger",
} as const;

interface ConnectionMarkProps {
  account: Pick<Account, "connection"> | undefined;
  /** Where there is room for the sign only; the word is still read out. */
  isSmall?: boolean;
}

/** Beside an account wherever it is chosen: a quiet sign while all is well, a sign and a word when not. Paper has none. */
export function ConnectionMark({ account, isSmall = false }: ConnectionMarkProps) {
  if (!account?.connection) return null;
  const { word, tone } = CONNECTION[account.connection.state];
  const isWell = tone === "ok";
  const Icon = isWell ? Link2 : tone === "warn" || tone === "danger" ? TriangleAlert : CircleDashed;
  return (
    <span className={cn("inline-flex items-center gap-1 text-xs whitespace-nowrap", tones[tone])}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className={cn((isWell || isSmall) && "sr-only")}>{word}</span>
    </span>
  );
}
