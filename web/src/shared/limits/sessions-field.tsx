import { Plus, Trash2 } from "lucide-react";
import { cn } from "@/shared/cn";
import { Button, FieldSet, Input } from "@/shared/ui";

/** A weekly window by the account's clock: ISO weekdays from 1 (Monday), times as `09:30`. */
export interface SessionSpan {
  days: number[];
  since: string;
  until: string;
}

const DAYS = [
  ["Mon", "Monday"],
  ["Tue", "Tuesday"],
  ["Wed", "Wednesday"],
  ["Thu", "Thursday"],
  ["Fri", "Friday"],
  ["Sat", "Saturday"],
  ["Sun", "Sunday"],
] as const;

/** What is wrong with these windows, in words; null when nothing is. */
export function faultOfSessions(sessions: readonly SessionSpan[]): string | null {
  if (sessions.some((each) => each.days.length === 0)) return "Choose at least one day for each window.";
  if (sessions.some((each) => !/^\d\d:\d\d/.test(each.since) || !/^\d\d:\d\d/.test(each.until)))
    return "Give each window a beginning and an end.";
  return null;
}

interface SessionsFieldProps {
  value: readonly SessionSpan[];
  onChange: (next: SessionSpan[]) => void;
  /** Whose clock counts: a zone, or words such as "the account's zone". */
  zone: string;
  error?: string | null;
}

/** When new positions may be opened: windows of days and times. None means at any time. */
export function SessionsField({ value, onChange, zone, error }: SessionsFieldProps) {
  const change = (at: number, part: Partial<SessionSpan>) =>
    onChange(value.map((each, index) => (index === at ? { ...each, ...part } : each)));
  return (
    <FieldSet legend="Trading hours" help={`Entries only in these windows, by the clock of ${zone}.`}>
      {value.length === 0 && <p className="text-sm text-ink-soft">No window: entries at any time.</p>}
      {value.map((session, at) => (
        <div
          key={at}
          role="group"
          aria-label={`Window ${at + 1}`}
          className="grid gap-2 rounded-control border border-line p-2.5"
        >
          <DayChips days={session.days} onChange={(days) => change(at, { days })} />
          <div className="flex flex-wrap items-center gap-2 text-sm">
            <Input
              type="time"
              aria-label={`Window ${at + 1} begins`}
              className="w-auto num"
              value={session.since.slice(0, 5)}
              onChange={(event) => change(at, { since: event.target.value })}
            />
            to
            <Input
              type="time"
              aria-label={`Window ${at + 1} ends`}
              className="w-auto num"
              value={session.until.slice(0, 5)}
              onChange={(event) => change(at, { until: event.target.value })}
            />
            {session.until <= session.since && session.until !== "" && (
              <span className="text-xs text-ink-soft">ends the next day</span>
            )}
            <Button
              variant="quiet"
              size="icon"
              className="ml-auto"
              aria-label={`Remove window ${at + 1}`}
              onClick={() => onChange(value.filter((_, index) => index !== at))}
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
        </div>
      ))}
      {error && (
        <p role="alert" className="text-xs text-danger">
          {error}
        </p>
      )}
      <Button
        size="sm"
        className="justify-self-start"
        onClick={() => onChange([...value, { days: [1, 2, 3, 4, 5], since: "09:30", until: "16:00" }])}
      >
        <Plus aria-hidden /> Add a window
      </Button>
    </FieldSet>
  );
}

function DayChips({ days, onChange }: { days: readonly number[]; onChange: (days: number[]) => void }) {
  return (
    <div className="flex flex-wrap gap-1">
      {DAYS.map(([short, name], index) => {
        const day = index + 1;
        const isOn = days.includes(day);
        return (
          <button
            key={day}
            type="button"
            aria-pressed={isOn}
            aria-label={name}
            onClick={() =>
              onChange(isOn ? days.filter((each) => each !== day) : [...days, day].sort((a, b) => a - b))
            }
            className={cn(
              "min-h-7 rounded-[5px] border px-2 text-xs font-medium transition-colors duration-150",
              isOn
                ? "border-accent bg-accent text-on-accent"
                : "border-line-strong bg-surface text-ink-soft hover:bg-hover",
            )}
          >
            {short}
          </button>
        );
      })}
    </div>
  );
}
