/** When it may trade: hours and days, dates, how long a trade lasts, how long to rest after one. */
import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/shared/ui";
import { insertAt, setAt } from "../../document/edit";
import { getIn, listOf, recordOf, type Path } from "../../document/json";
import { Place } from "../fields/place";
import { SwitchField, TextField, ValueField } from "../fields/plain-fields";
import { Part, Row, Section, SmallAct } from "../fields/section";
import { useBuilder, usePlace } from "../state/builder";
import { typedOf } from "../../document/scalars";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const WEEK = ["mon", "tue", "wed", "thu", "fri"];
const PATHS = [["time"]];
const SESSIONS: Path = ["time", "sessions"];

export function TimeSection() {
  const { document, edit } = useBuilder();
  const sessions = listOf(getIn(document, SESSIONS));
  const parts = Object.keys(recordOf(document["time"]));
  const fresh = { from: "09:30", to: "16:00", days: WEEK, timezone: "America/New_York" };
  return (
    <Section
      title="Hours and time"
      summary={parts.length === 0 ? "always" : parts.map((one) => one.replaceAll("_", " ")).join(", ")}
      paths={PATHS}
    >
      <Part
        title="Trading hours"
        help="A bar is inside when its close is."
        actions={
          <Button
            size="sm"
            onClick={() => edit("", (text) => insertAt(text, SESSIONS, sessions.length, fresh))}
          >
            <Plus aria-hidden /> Add hours
          </Button>
        }
      >
        {sessions.length > 0 && (
          <ul aria-label="Trading hours" className="grid gap-2">
            {sessions.map((_, i) => (
              <li key={i} className="grid gap-3 rounded-control border border-line bg-sunken/60 p-3">
                <div className="flex items-start gap-2">
                  <div className="min-w-0 flex-1">
                    <Row>
                      <TextField path={[...SESSIONS, i, "from"]} label="From" placeholder="09:30" />
                      <TextField path={[...SESSIONS, i, "to"]} label="To" placeholder="16:00" />
                      <TextField
                        path={[...SESSIONS, i, "timezone"]}
                        label="Time zone"
                        placeholder="the strategy's"
                      />
                    </Row>
                  </div>
                  <SmallAct
                    label={`Remove hours ${i + 1}`}
                    icon={<Trash2 aria-hidden />}
                    onClick={() =>
                      edit("", (text) =>
                        setAt(text, sessions.length === 1 ? SESSIONS : [...SESSIONS, i], undefined),
                      )
                    }
                  />
                </div>
                <DaysField path={[...SESSIONS, i, "days"]} />
              </li>
            ))}
          </ul>
        )}
        {sessions.length > 0 && (
          <SwitchField path={["time", "flat_outside"]} label="Close positions when the hours end" />
        )}
      </Part>
      <Row>
        <TextField path={["time", "start"]} label="First day" placeholder="2024-01-01" optional />
        <TextField path={["time", "end"]} label="Last day" placeholder="2024-12-31" optional />
        <ValueField path={["time", "bars_in_trade_max"]} label="Longest trade" unit="bars" optional />
        <ValueField path={["time", "cooldown_bars"]} label="Rest after a trade" unit="bars" optional />
      </Row>
    </Section>
  );
}

/** Days of a week as small switches; no day chosen means every day. */
function DaysField({ path }: { path: Path }) {
  const [value, set] = usePlace(path);
  const chosen = listOf(value).map(typedOf);
  const toggle = (day: string) => {
    const next = DAYS.filter((one) => (one === day ? !chosen.includes(one) : chosen.includes(one)));
    set(next.length === 0 ? undefined : [...next]);
  };
  return (
    <Place path={path} label="Days" help={chosen.length === 0 ? "Every day." : undefined}>
      {(control) => (
        <div
          {...control}
          role="group"
          aria-label="Days"
          aria-invalid={undefined}
          className="flex flex-wrap gap-1"
        >
          {DAYS.map((day) => (
            <Button
              key={day}
              size="sm"
              variant={chosen.includes(day) ? "primary" : "secondary"}
              aria-pressed={chosen.includes(day)}
              onClick={() => toggle(day)}
              className="px-2"
            >
              {(day[0]?.toUpperCase() ?? "") + day.slice(1)}
            </Button>
          ))}
        </div>
      )}
    </Place>
  );
}
