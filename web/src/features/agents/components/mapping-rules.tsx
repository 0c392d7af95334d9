import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, Field, Input, NativeSelect } from "@/shared/ui";
import { readWords, withRule, wordsText, type FieldRule, type Mapping } from "./mapping-model";

interface MappingRulesProps {
  fields: readonly string[];
  mapping: Mapping | null;
  onChange: (mapping: Mapping | null) => void;
}

/** What is bound so far: where from or always what, their words in ours, and what stands for an absent one. */
export function MappingRules({ fields, mapping, onChange }: MappingRulesProps) {
  const rules = Object.entries(mapping?.fields ?? {});
  const free = fields.filter((field) => !mapping?.fields?.[field]);
  const [field, setField] = useState("");
  const [constant, setConstant] = useState("");
  const chosen = free.includes(field) ? field : (free[0] ?? "");
  return (
    <section aria-label="What is bound" className="grid gap-3">
      {rules.map(([name, rule]) => (
        <Rule
          key={`${name}:${rule.path ?? ""}`}
          name={name}
          rule={rule}
          onChange={(next) => onChange(withRule(mapping, name, next))}
        />
      ))}
      <div className="flex flex-wrap items-end gap-3">
        <Field label="A field that is always the same">
          {(control) => (
            <NativeSelect {...control} value={chosen} onChange={(event) => setField(event.target.value)}>
              {free.map((each) => (
                <option key={each} value={each}>
                  {each.replaceAll("_", " ")}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field label="Its value">
          {(control) => (
            <Input {...control} value={constant} onChange={(event) => setConstant(event.target.value)} />
          )}
        </Field>
        <Button
          disabled={!chosen || !constant.trim()}
          onClick={() => {
            onChange(withRule(mapping, chosen, { constant: constant.trim(), path: null }));
            setConstant("");
          }}
        >
          <Plus aria-hidden /> Add
        </Button>
      </div>
    </section>
  );
}

interface RuleProps {
  name: string;
  rule: FieldRule;
  onChange: (rule: FieldRule | null) => void;
}

function Rule({ name, rule, onChange }: RuleProps) {
  const word = name.replaceAll("_", " ");
  const [words, setWords] = useState(wordsText(rule.values));
  return (
    <div
      role="group"
      aria-label={word}
      className="grid gap-2 rounded-control border border-line p-2.5 text-sm"
    >
      <div className="flex items-center gap-2">
        <span className="font-medium">{word}</span>
        <code className="min-w-0 flex-1 font-mono text-xs break-all text-ink-soft">
          {rule.path ?? `always ${rule.constant}`}
        </code>
        <Button variant="quiet" size="icon-sm" aria-label={`Unbind ${word}`} onClick={() => onChange(null)}>
          <X aria-hidden />
        </Button>
      </div>
      {rule.path && (
        <div className="grid gap-2 sm:grid-cols-2">
          <Input
            aria-label={`Words of ${word}`}
            placeholder="long = buy, short = sell"
            value={words}
            onChange={(event) => {
              setWords(event.target.value);
              onChange({ ...rule, values: readWords(event.target.value) });
            }}
          />
          <Input
            aria-label={`${word} when absent`}
            placeholder="when absent: nothing"
            value={rule.default ?? ""}
            onChange={(event) => onChange({ ...rule, default: event.target.value || null })}
          />
        </div>
      )}
    </div>
  );
}
