import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, Field, Input } from "@/shared/ui";
import { faultOfMembers, readWords, withTrigger, wordsText, type Mapping } from "./mapping-model";

interface MappingTriggersProps {
  fields: readonly string[];
  mapping: Mapping | null;
  onChange: (mapping: Mapping | null) => void;
}

/** What a message stands for that only says that something happened: Capitalise.ai's, or a bare text. */
export function MappingTriggers({ fields, mapping, onChange }: MappingTriggersProps) {
  const triggers = Object.entries(mapping?.triggers ?? {});
  const [trigger, setTrigger] = useState("");
  const [members, setMembers] = useState("");
  const said = trigger.trim() && members.trim() ? readWords(members) : null;
  const fault = members.trim() ? faultOfMembers(readWords(members), fields) : null;
  return (
    <section aria-label="Triggers" className="grid gap-2">
      <h3 className="text-sm font-medium">Triggers: messages that only say that something happened</h3>
      {triggers.map(([name, stands]) => (
        <Trigger
          key={name}
          name={name}
          members={stands}
          fields={fields}
          onChange={(next) => onChange(withTrigger(mapping, name, next))}
        />
      ))}
      <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)_auto]">
        <Field
          label="Trigger"
          help="A Capitalise.ai alertId, followed by “ untrigger” when it is taken back; or the whole text of the message."
        >
          {(control) => (
            <Input {...control} value={trigger} onChange={(event) => setTrigger(event.target.value)} />
          )}
        </Field>
        <Field label="Stands for" help="As field = value, with commas between." error={fault}>
          {(control) => (
            <Input
              {...control}
              placeholder="action = buy, symbol = BTCUSD"
              value={members}
              onChange={(event) => setMembers(event.target.value)}
            />
          )}
        </Field>
        <Button
          className="sm:mt-6.5"
          disabled={!said || fault !== null}
          onClick={() => {
            onChange(withTrigger(mapping, trigger.trim(), said));
            setTrigger("");
            setMembers("");
          }}
        >
          <Plus aria-hidden /> Add trigger
        </Button>
      </div>
    </section>
  );
}

interface TriggerProps {
  name: string;
  members: Readonly<Record<string, string>>;
  fields: readonly string[];
  onChange: (members: Record<string, string> | null) => void;
}

function Trigger({ name, members, fields, onChange }: TriggerProps) {
  const [text, setText] = useState(wordsText(members));
  const fault = faultOfMembers(readWords(text), fields);
  return (
    <div
      role="group"
      aria-label={`Trigger ${name}`}
      className="grid gap-2 rounded-control border border-line p-2.5 text-sm"
    >
      <div className="flex items-center gap-2">
        <code className="min-w-0 flex-1 font-mono text-xs break-all">{name}</code>
        <Button variant="quiet" size="icon-sm" aria-label={`Forget ${name}`} onClick={() => onChange(null)}>
          <X aria-hidden />
        </Button>
      </div>
      <Field label={`What ${name} stands for`} error={fault}>
        {(control) => (
          <Input
            {...control}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              const next = readWords(event.target.value);
              if (faultOfMembers(next, fields) === null) onChange(next);
            }}
          />
        )}
      </Field>
    </div>
  );
}
