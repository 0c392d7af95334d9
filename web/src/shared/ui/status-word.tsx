import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  Clock,
  Hourglass,
  Loader,
  OctagonX,
  Pause,
  PieChart,
  Copy,
  type LucideIcon,
} from "lucide-react";
import { Badge, type BadgeTone } from "./badge";

interface Word {
  label: string;
  tone: BadgeTone;
  icon: LucideIcon;
}

/** Status words, with the same colour and mark wherever they stand. */
const words: Record<string, Word> = {
  held: { label: "Held", tone: "neutral", icon: Pause },
  submitting: { label: "Submitting", tone: "info", icon: Loader },
  working: { label: "Working", tone: "info", icon: CircleDashed },
  partly_filled: { label: "Partly filled", tone: "accent", icon: PieChart },
  filled: { label: "Filled", tone: "ok", icon: CircleCheck },
  denied: { label: "Denied", tone: "warn", icon: Ban },
  rejected: { label: "Rejected", tone: "danger", icon: OctagonX },
  unknown: { label: "Unknown", tone: "unknown", icon: CircleHelp },
  cancelled: { label: "Cancelled", tone: "neutral", icon: CircleSlash },
  expired: { label: "Expired", tone: "neutral", icon: Hourglass },
  not_placed: { label: "Not placed", tone: "neutral", icon: CircleSlash },
  accepted: { label: "Accepted", tone: "ok", icon: CircleCheck },
  refused: { label: "Refused", tone: "warn", icon: Ban },
  duplicate: { label: "Duplicate", tone: "neutral", icon: Copy },
  pending: { label: "Deciding", tone: "info", icon: Clock },
  ordered: { label: "Ordered", tone: "ok", icon: CircleCheck },
  ignored: { label: "Ignored", tone: "neutral", icon: CircleSlash },
  waiting: { label: "Under way", tone: "info", icon: Loader },
  open: { label: "Open", tone: "warn", icon: Clock },
  adopted: { label: "Adopted", tone: "ok", icon: CircleCheck },
  closed: { label: "Closed", tone: "ok", icon: CircleCheck },
  cleared: { label: "Came right", tone: "neutral", icon: CircleCheck },
  queued: { label: "Queued", tone: "neutral", icon: Hourglass },
  running: { label: "Running", tone: "info", icon: Loader },
  done: { label: "Done", tone: "ok", icon: CircleCheck },
  failed: { label: "Failed", tone: "danger", icon: OctagonX },
  active: { label: "Active", tone: "ok", icon: CircleCheck },
  paused: { label: "Paused", tone: "warn", icon: Pause },
};

export function StatusWord({ status }: { status: string }) {
  const word = words[status] ?? {
    label: status.replaceAll("_", " "),
    tone: "neutral" as const,
    icon: CircleDashed,
  };
  const Icon = word.icon;
  return (
    <Badge tone={word.tone}>
      <Icon aria-hidden />
      {word.label}
    </Badge>
  );
}
