import { Plus, Trash2 } from "lucide-react";
import { Button, FieldSet, Input } from "@/shared/ui";
import { fromWallClock, toWallClock } from "./zoned";
import { readSymbols } from "./symbols";

/** A span without entries; no symbols means all of them. Instants in ISO 8601. */
export interface Blackout {
  since: string;
  until: string;
  reason: string;
  symbols: string[];
}

/** What is wrong with these spans, in words; null when nothing is. */
export function faultOfBlackouts(blackouts: readonly Blackout[]): string | null {
  const isWrong = ({ since, until }: Blackout) => !(Date.parse(since) < Date.parse(until));
  return blackouts.some(isWrong) ? "Each blackout needs a beginning and a later end." : null;
}

const HOUR_MS = 3_600_000;

function nextHour(): Blackout {
  const since = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  return {
    since: new Date(since).toISOString(),
    until: new Date(since + HOUR_MS).toISOString(),
    reason: "",
    symbols: [],
  };
}

interface BlackoutsFieldProps {
  value: readonly Blackout[];
  onChange: (next: Blackout[]) => void;
  zone: string;
  error?: string | null;
}

/** Spans without entries, such as around news. */
export function BlackoutsField({ value, onChange, zone, error }: BlackoutsFieldProps) {
  const change = (at: number, part: Partial<Blackout>) =>
    onChange(value.map((each, index) => (index === at ? { ...each, ...part } : each)));
  return (
    <FieldSet legend="Blackouts" help={`No entries in these spans, by the clock of ${zone}.`}>
      {value.length === 0 && <p className="text-sm text-ink-soft">No blackout.</p>}
      {value.map((blackout, at) => (
        <div
          key={`${value.length}:${at}`} // a removed one takes its typed text with it
          role="group"
          aria-label={`Blackout ${at + 1}`}
          className="grid gap-2 rounded-control border border-line p-2.5"
        >
          <div className="flex flex-wrap items-center gap-2 text-sm">
            {(["since", "until"] as const).map((end) => (
              <Input
                key={end}
                type="datetime-local"
                aria-label={`Blackout ${at + 1} ${end === "since" ? "begins" : "ends"}`}
                className="w-auto num"
                value={toWallClock(blackout[end], zone)}
                onChange={(event) => change(at, { [end]: fromWallClock(event.target.value, zone) ?? "" })}
              />
            ))}
            <Button
              variant="quiet"
              size="icon"
              className="ml-auto"
              aria-label={`Remove blackout ${at + 1}`}
              onClick={() => onChange(value.filter((_, index) => index !== at))}
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
          <div className="grid gap-2 sm:grid-cols-2">
            <Input
              aria-label={`Blackout ${at + 1} reason`}
              placeholder="Why, such as: rate decision"
              maxLength={200}
              value={blackout.reason}
              onChange={(event) => change(at, { reason: event.target.value })}
            />
            <Input
              aria-label={`Blackout ${at + 1} symbols`}
              placeholder="All symbols"
              defaultValue={blackout.symbols.join(", ")}
              onBlur={(event) => change(at, { symbols: readSymbols(event.target.value) })}
            />
          </div>
        </div>
      ))}
      {error && (
        <p role="alert" className="text-xs text-danger">
          {error}
        </p>
      )}
      <Button size="sm" className="justify-self-start" onClick={() => onChange([...value, nextHour()])}>
        <Plus aria-hidden /> Add a blackout
      </Button>
    </FieldSet>
  );
}
