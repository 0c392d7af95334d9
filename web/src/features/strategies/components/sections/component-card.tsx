/** One component: an indicator of the library with its parameters, or a formula for each side. */
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useState } from "react";
import { Input } from "@/shared/ui";
import { useLibrary, type Indicator } from "../../api/library";
import { namesOf, sidesOf, type Side, type Slot } from "../../document/components";
import { moveAt, setAt } from "../../document/edit";
import { getIn, isRecord, type Path } from "../../document/json";
import { typedOf } from "../../document/scalars";
import { ExpressionField } from "../fields/expression-field";
import { Place, RemarkLine, useRemarks } from "../fields/place";
import { ChoiceField, SwitchField, ValueField } from "../fields/plain-fields";
import { Row, SmallAct } from "../fields/section";
import { rangeWords } from "../library-dialog";
import { useBuilder, usePlace } from "../state/builder";

interface CardProps {
  index: number;
  id: string;
  slot: Slot;
  /** Positions of the neighbours in the same slot, to move past. */
  before: number | null;
  after: number | null;
}

export function ComponentCard({ index, id, slot, before, after }: CardProps) {
  const path: Path = ["components", index];
  const { document, edit } = useBuilder();
  const [ref, said] = useRemarks<HTMLLIElement>(path);
  const component = getIn(document, path);
  const isFromLibrary = isRecord(component) && component["indicator"] !== undefined;
  const name = id || `number ${index + 1}`;
  return (
    <li ref={ref} tabIndex={-1} className="grid gap-3 rounded-control border border-line bg-sunken/60 p-3">
      <div className="flex items-end gap-1">
        <IdField path={[...path, "id"]} />
        <SmallAct
          label={`Move ${name} up`}
          icon={<ArrowUp aria-hidden />}
          disabled={before === null}
          onClick={() => before !== null && edit("", (text) => moveAt(text, ["components"], index, before))}
        />
        <SmallAct
          label={`Move ${name} down`}
          icon={<ArrowDown aria-hidden />}
          disabled={after === null}
          onClick={() => after !== null && edit("", (text) => moveAt(text, ["components"], index, after))}
        />
        <SmallAct
          label={`Remove ${name}`}
          icon={<Trash2 aria-hidden />}
          onClick={() => edit("", (text) => setAt(text, path, undefined))}
        />
      </div>
      {isFromLibrary ? <FromLibrary path={path} /> : <Formula path={path} slot={slot} />}
      {said.map((remark, i) => (
        <RemarkLine key={i} remark={remark} />
      ))}
    </li>
  );
}

/** The name by which rules and formulas mean it; held back while it is empty or taken. */
function IdField({ path }: { path: Path }) {
  const { document } = useBuilder();
  const [value, set] = usePlace(path);
  const [typed, setTyped] = useState<string | null>(null);
  const id = typedOf(value);
  const isTaken = typed !== null && typed !== id && namesOf(document).has(typed);
  return (
    <Place path={path} label="Name" isLabelHidden className="flex-1">
      {(control) => (
        <>
          <Input
            {...control}
            value={typed ?? id}
            onChange={(event) => {
              const next = event.target.value.replace(/\W/g, "_");
              setTyped(next);
              if (next && !namesOf(document).has(next)) set(next);
            }}
            onBlur={() => setTyped(null)}
            autoComplete="off"
            spellCheck={false}
            className="h-7 border-transparent bg-transparent px-1.5 font-mono text-sm font-medium hover:border-line-strong focus:bg-surface"
          />
          {isTaken && <p className="text-xs text-danger">Another part is called {typed} already.</p>}
        </>
      )}
    </Place>
  );
}

function FromLibrary({ path }: { path: Path }) {
  const library = useLibrary();
  const [chosen] = usePlace([...path, "indicator"]);
  const indicator = library.find((one) => one.name === chosen);
  return (
    <>
      <Place path={[...path, "indicator"]} label="Indicator" isLabelHidden>
        {(control) => (
          <output {...control} className="text-sm">
            <span className="font-medium">{indicator?.title ?? typedOf(chosen)}</span>
            {indicator && (
              <span className="block text-xs text-ink-soft">{indicator.description.replaceAll("`", "")}</span>
            )}
          </output>
        )}
      </Place>
      {indicator && <Params path={[...path, "params"]} indicator={indicator} />}
      <SwitchField path={[...path, "invert"]} label="Swap long and short" />
    </>
  );
}

function Params({ path, indicator }: { path: Path; indicator: Indicator }) {
  const sources = indicator.inputs.filter((one) => !one.is_fixed);
  if (sources.length + indicator.params.length === 0) return null;
  return (
    <Row>
      {sources.map((source) => (
        <ValueField
          key={source.name}
          path={[...path, source.name]}
          label={sourceWords(source.name)}
          placeholder={source.default ?? ""}
          help="a series"
        />
      ))}
      {indicator.params.map((param) =>
        param.options.length > 0 || param.kind === "bool" ? (
          <ChoiceField
            key={param.name}
            path={[...path, param.name]}
            label={param.title}
            fallback={`${String(param.default)} (default)`}
            choices={(param.kind === "bool" ? ["true", "false"] : param.options).map((value) => ({
              value,
              label: value,
            }))}
          />
        ) : (
          <ValueField
            key={param.name}
            path={[...path, param.name]}
            label={param.title}
            placeholder={String(param.default ?? "")}
            help={rangeWords(param).replace(/[()]/g, "").trim()}
          />
        ),
      )}
    </Row>
  );
}

const sourceWords = (name: string) => (name[0]?.toUpperCase() ?? "") + name.slice(1).replaceAll("_", " ");

/** One formula for both sides, or one for each side that is traded. */
function Formula({ path, slot }: { path: Path; slot: Slot }) {
  const { document, edit } = useBuilder();
  const place: Path = [...path, "expression"];
  const expression = getIn(document, place);
  const noun = slot === "stop_loss" ? "price" : "condition";
  if (expression !== undefined && !isRecord(expression)) {
    return (
      <div className="grid gap-1.5">
        <ExpressionField path={place} label={`${sourceWords(noun)} for both sides`} isNeeded />
        <button
          type="button"
          className="min-h-6 justify-self-start text-xs text-accent underline underline-offset-2"
          onClick={() => edit("", (text) => setAt(text, place, { long: expression, short: expression }))}
        >
          Say it for each side
        </button>
      </div>
    );
  }
  const said = (["long", "short"] as Side[]).filter(
    (side) => isRecord(expression) && expression[side] !== undefined,
  );
  const sides = (["long", "short"] as Side[]).filter(
    (side) => sidesOf(document).includes(side) || said.includes(side),
  );
  return (
    <div className="grid gap-3">
      {sides.map((side) => (
        <ExpressionField
          key={side}
          path={[...place, side]}
          label={`${sourceWords(side)} ${noun}`}
          isNeeded={said.length === 1 && said[0] === side}
          placeholder={slot === "stop_loss" ? "no stop on this side" : "never on this side"}
        />
      ))}
    </div>
  );
}
