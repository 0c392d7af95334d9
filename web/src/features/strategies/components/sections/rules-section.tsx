/** How conditions combine into trades: one tree for each side's entry and exit, or what holds while none is written. */
import { Pencil, Undo2 } from "lucide-react";
import { Button } from "@/shared/ui";
import { ruleInEffect, sidesOf, type Side } from "../../document/components";
import { setAt } from "../../document/edit";
import { getIn, recordOf, type Json, type Path } from "../../document/json";
import { Part, Section } from "../fields/section";
import { useBuilder } from "../state/builder";
import { GroupTree } from "./group-tree";

type When = "entry" | "exit";
const PATHS = [["rules"]];

export function RulesSection() {
  const { document } = useBuilder();
  const written = Object.keys(recordOf(document["rules"])).length > 0;
  const sides = (["long", "short"] as Side[]).filter(
    (side) => sidesOf(document).includes(side) || getIn(document, ["rules", side]) !== undefined,
  );
  return (
    <Section
      title="How they combine"
      summary={written ? "own rules" : "all trends and all entries in; any exit out"}
      paths={PATHS}
      isOpen={written}
    >
      {sides.flatMap((side) =>
        (["entry", "exit"] as When[]).map((when) => <Rule key={`${side} ${when}`} side={side} when={when} />),
      )}
    </Section>
  );
}

function Rule({ side, when }: { side: Side; when: When }) {
  const { document, edit } = useBuilder();
  const path: Path = ["rules", side, when];
  const rule = getIn(document, path);
  const set = (value: Json | null) => edit("", (text) => setAt(text, path, value ?? undefined));
  const title = `${side === "long" ? "Long" : "Short"} ${when}`;
  const start = ruleInEffect(document, when) ?? { [when === "entry" ? "all" : "any"]: ["close > open"] };
  return (
    <Part
      title={title}
      actions={
        rule === undefined ? (
          <Button size="sm" onClick={() => set(start)}>
            <Pencil aria-hidden /> Write the rule<span className="sr-only"> for {title.toLowerCase()}</span>
          </Button>
        ) : (
          <Button size="sm" variant="quiet" onClick={() => set(null)}>
            <Undo2 aria-hidden /> Back to the usual<span className="sr-only"> for {title.toLowerCase()}</span>
          </Button>
        )
      }
    >
      {rule === undefined ? (
        <p className="text-xs text-ink-soft">
          {when === "entry"
            ? "As usual: all trends and all entries must hold."
            : "As usual: any exit is enough."}
        </p>
      ) : (
        <GroupTree label={title} root={rule} path={path} onChange={set} />
      )}
    </Part>
  );
}
