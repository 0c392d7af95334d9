import type { StrategySummary } from "@/shared/research/choices";
import { Field, NativeSelect, Notice, Segmented } from "@/shared/ui";
import type { Guru } from "../api/documents";
import type { RunDraft } from "./run-draft";

interface WhatToRunProps {
  draft: RunDraft;
  strategies: readonly StrategySummary[];
  versions: readonly { number: number; notes: string }[];
  gurus: readonly Guru[];
  errorOf: (name: string) => string | null;
  onChange: (change: Partial<RunDraft>) => void;
}

const kinds = [
  { value: "strategy", label: "A strategy of mine" },
  { value: "guru", label: "A guru's system" },
] as const;

/** A saved strategy with its version, or one of the gurus'. */
export function WhatToRun(props: WhatToRunProps) {
  const { draft, onChange } = props;
  return (
    <div className="grid gap-4">
      <Segmented
        label="What to run"
        className="justify-self-start"
        value={draft.kind}
        options={kinds}
        onChange={(kind) => onChange({ kind, inputs: {} })}
      />
      {draft.kind === "strategy" ? <Mine {...props} /> : <Gurus {...props} />}
    </div>
  );
}

function Mine({ draft, strategies, versions, errorOf, onChange }: WhatToRunProps) {
  if (strategies.length === 0) {
    return (
      <Notice tone="info" title="No strategy is saved yet">
        Write one under Strategies, or run a guru's system.
      </Notice>
    );
  }
  return (
    <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_14rem]">
      <Field label="Strategy" required error={errorOf("strategy")}>
        {(control) => (
          <NativeSelect
            {...control}
            value={draft.strategyId}
            onChange={(event) => onChange({ strategyId: event.target.value, version: "", inputs: {} })}
          >
            <option value="" disabled>
              Choose a strategy
            </option>
            {strategies.map((each) => (
              <option key={each.strategy_id} value={each.strategy_id}>
                {each.name} ({each.timeframe})
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Version" error={errorOf("version")}>
        {(control) => (
          <NativeSelect
            {...control}
            value={draft.version}
            onChange={(event) => onChange({ version: event.target.value, inputs: {} })}
          >
            <option value="">Newest</option>
            {versions.map(({ number, notes }) => (
              <option key={number} value={number}>
                {number}
                {notes && `: ${notes.slice(0, 40)}`}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </div>
  );
}

function Gurus({ draft, gurus, errorOf, onChange }: WhatToRunProps) {
  const chosen = gurus.find((guru) => guru.name === draft.guru);
  return (
    <>
      <Field label="System" required error={errorOf("guru")}>
        {(control) => (
          <NativeSelect
            {...control}
            value={draft.guru}
            onChange={(event) => onChange({ guru: event.target.value, inputs: {} })}
          >
            <option value="" disabled>
              Choose a system
            </option>
            {gurus.map((guru) => (
              <option key={guru.name} value={guru.name}>
                {guru.title} (made for {guru.timeframe})
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      {chosen && (
        <div className="grid gap-3 rounded-control border border-line bg-sunken px-3.5 py-3 text-sm">
          <p>{chosen.biography}</p>
          <Points title="Rules" lines={chosen.rules} />
          <Points title="Risks" lines={chosen.risks} />
          <p className="text-xs text-ink-soft">{chosen.sources.join("; ")}</p>
        </div>
      )}
    </>
  );
}

function Points({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div>
      <p className="font-medium">{title}</p>
      <ul className="mt-1 list-disc pl-5 text-ink-soft">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
