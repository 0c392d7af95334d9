/** Inputs: the numbers a trader wants to change or an optimiser may search, each with its range. */
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button, Input } from "@/shared/ui";
import { freeName, namesOf } from "../../document/components";
import { renameAt, setAt } from "../../document/edit";
import { getIn, listOf, recordOf, type Json, type Path } from "../../document/json";
import { typedOf } from "../../document/scalars";
import { Place, RemarkLine, useRemarks } from "../fields/place";
import { ChoiceField, TextField, ValueField } from "../fields/plain-fields";
import { Row, Section, SmallAct } from "../fields/section";
import { useBuilder, usePlace } from "../state/builder";
import { timeframeChoices } from "./basics-section";

const TYPES = [
  { value: "int", label: "Whole number" },
  { value: "float", label: "Number" },
  { value: "bool", label: "Yes or no" },
  { value: "choice", label: "One of a list" },
  { value: "source", label: "Price series" },
  { value: "timeframe", label: "Timeframe" },
];
const SOURCES = ["open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4", "hlcc4"].map((value) => ({
  value,
  label: value,
}));
const YES_NO = [
  { value: "true", label: "Yes" },
  { value: "false", label: "No" },
];
/** What an input becomes when its type changes: keys that the new type does not have would be faults. */
const FRESH: Record<string, { [name: string]: Json }> = {
  int: { default: 14, min: 1, max: 200, step: 1 },
  float: { default: 2, min: 0.1, max: 10, step: 0.1 },
  bool: { default: true },
  choice: { default: "first", options: ["first", "second"] },
  source: { default: "close" },
  timeframe: { default: "1d" },
};
const PATHS = [["inputs"]];

export function InputsSection() {
  const { document, edit } = useBuilder();
  const names = Object.keys(recordOf(document["inputs"]));
  const add = () => {
    const name = freeName("length", namesOf(document));
    edit("", (text) => setAt(text, ["inputs", name], { type: "int", ...FRESH["int"] }));
  };
  return (
    <Section title="Inputs" summary={names.length > 0 ? names.join(", ") : "none"} paths={PATHS}>
      <p className="text-xs text-ink-soft">
        Give a number a name here and use the name in any formula, stop or size. Its range is where the
        optimiser looks.
      </p>
      {names.length > 0 && (
        <ul aria-label="Inputs" className="grid gap-2">
          {names.map((name) => (
            <InputCard key={name} name={name} />
          ))}
        </ul>
      )}
      <Button size="sm" className="justify-self-start" onClick={add}>
        <Plus aria-hidden /> Add an input
      </Button>
    </Section>
  );
}

function InputCard({ name }: { name: string }) {
  const path: Path = ["inputs", name];
  const { document, edit } = useBuilder();
  const [ref, said] = useRemarks<HTMLLIElement>(path);
  const type = typedOf(getIn(document, [...path, "type"]));
  const retype = (next: string | undefined) => {
    const { title, group } = recordOf(getIn(document, path));
    const kept = { ...(title === undefined ? {} : { title }), ...(group === undefined ? {} : { group }) };
    if (next) edit("", (text) => setAt(text, path, { type: next, ...FRESH[next], ...kept }));
  };
  return (
    <li ref={ref} tabIndex={-1} className="grid gap-3 rounded-control border border-line bg-sunken/60 p-3">
      <div className="flex items-end gap-2">
        <RenameField mapping={["inputs"]} name={name} label="Name" />
        <SmallAct
          label={`Remove ${name}`}
          icon={<Trash2 aria-hidden />}
          onClick={() => edit("", (text) => setAt(text, path, undefined))}
        />
      </div>
      <Row>
        <ChoiceField path={[...path, "type"]} label="Kind" choices={TYPES} onChoose={retype} />
        <DefaultField path={path} type={type} />
        {(type === "int" || type === "float") &&
          (["min", "max", "step"] as const).map((part) => (
            <ValueField
              key={part}
              path={[...path, part]}
              label={{ min: "Least", max: "Most", step: "Step" }[part]}
              optional
            />
          ))}
        {type === "choice" && <OptionsField path={[...path, "options"]} />}
        <TextField path={[...path, "title"]} label="Title" optional />
      </Row>
      {said.map((remark, i) => (
        <RemarkLine key={i} remark={remark} />
      ))}
    </li>
  );
}

function DefaultField({ path, type }: { path: Path; type: string }) {
  const { document, edit } = useBuilder();
  const place: Path = [...path, "default"];
  const options = listOf(getIn(document, [...path, "options"])).map((one) => ({
    value: typedOf(one),
    label: typedOf(one),
  }));
  const choices = { bool: YES_NO, source: SOURCES, timeframe: timeframeChoices, choice: options }[type];
  if (!choices) return <ValueField path={place} label="Default" />;
  const choose = (value: string | undefined) =>
    edit("", (text) => setAt(text, place, type === "bool" ? value === "true" : value));
  return <ChoiceField path={place} label="Default" choices={choices} onChoose={choose} />;
}

function OptionsField({ path }: { path: Path }) {
  const [value, set] = usePlace(path);
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? listOf(value).map(typedOf).join(", ");
  return (
    <Place path={path} label="Options" help="Separated by commas.">
      {(control) => (
        <Input
          {...control}
          value={shown}
          onChange={(event) => {
            setTyped(event.target.value);
            set(
              event.target.value
                .split(",")
                .map((one) => one.trim())
                .filter(Boolean),
            );
          }}
          onBlur={() => setTyped(null)}
        />
      )}
    </Place>
  );
}

/** The name of an entry in a mapping; a name that is taken waits, and leaving the field gives the old one back. */
export function RenameField({ mapping, name, label }: { mapping: Path; name: string; label: string }) {
  const { document, edit } = useBuilder();
  const [typed, setTyped] = useState<string | null>(null);
  const isTaken = typed !== null && typed !== name && namesOf(document).has(typed);
  const finish = () => {
    if (typed && typed !== name && !isTaken) edit("", (text) => renameAt(text, mapping, name, typed));
    setTyped(null);
  };
  return (
    <div className="grid min-w-0 flex-1 gap-1">
      <Input
        aria-label={`${label} of ${name}`}
        value={typed ?? name}
        onChange={(event) => setTyped(event.target.value.replace(/\W/g, "_"))}
        onKeyDown={(event) => event.key === "Enter" && finish()}
        onBlur={finish}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={isTaken || undefined}
        className="h-7 border-transparent bg-transparent px-1.5 font-mono text-sm font-medium hover:border-line-strong focus:bg-surface"
      />
      {isTaken && <p className="text-xs text-danger">Another part is called {typed} already.</p>}
    </div>
  );
}
