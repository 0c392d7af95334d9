/** Named series: formulas that others can use by name, and that the preview draws as lines. */
import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/shared/ui";
import { freeName, namesOf } from "../../document/components";
import { setAt } from "../../document/edit";
import { recordOf } from "../../document/json";
import { ExpressionField } from "../fields/expression-field";
import { Section, SmallAct } from "../fields/section";
import { useBuilder } from "../state/builder";
import { RenameField } from "./inputs-section";

const PATHS = [["series"]];

export function SeriesSection() {
  const { document, edit } = useBuilder();
  const names = Object.keys(recordOf(document["series"]));
  const add = () => {
    const name = freeName("average", namesOf(document));
    edit("", (text) => setAt(text, ["series", name], "ema(close, 50)"));
  };
  return (
    <Section
      title="Named series"
      summary={names.length > 0 ? names.join(", ") : "none"}
      paths={PATHS}
      isOpen={names.length > 0}
    >
      <p className="text-xs text-ink-soft">
        A formula with a name, drawn on the chart. It may use inputs and the names above it.
      </p>
      {names.length > 0 && (
        <ul aria-label="Named series" className="grid gap-2">
          {names.map((name) => (
            <li key={name} className="grid gap-1">
              <div className="flex items-center gap-2">
                <RenameField mapping={["series"]} name={name} label="Name" />
                <SmallAct
                  label={`Remove ${name}`}
                  icon={<Trash2 aria-hidden />}
                  onClick={() => edit("", (text) => setAt(text, ["series", name], undefined))}
                />
              </div>
              <ExpressionField path={["series", name]} label={`Formula of ${name}`} isLabelHidden isNeeded />
            </li>
          ))}
        </ul>
      )}
      <Button size="sm" className="justify-self-start" onClick={add}>
        <Plus aria-hidden /> Add a series
      </Button>
    </Section>
  );
}
