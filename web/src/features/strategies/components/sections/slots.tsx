/** The typed slots of a strategy: what stands in each, in order, with the ways to add to it. */
import { Library, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/shared/ui";
import type { Indicator } from "../../api/library";
import {
  fits,
  inSlot,
  misplaced,
  newCondition,
  newFromLibrary,
  sidesOf,
  SLOTS,
  type Slot,
} from "../../document/components";
import { insertAt } from "../../document/edit";
import { listOf, type JsonRecord } from "../../document/json";
import { Part, Section } from "../fields/section";
import { LibraryDialog, SLOT_WORDS } from "../library-dialog";
import { useBuilder } from "../state/builder";
import { ComponentCard } from "./component-card";

const HELP: Record<Slot, string> = {
  trend: "Which side may trade now. Every one of them must agree.",
  entry: "What opens a trade. Every one of them must hold on the same bar.",
  exit: "What closes a trade. Any one is enough.",
  stop_loss: "A price at which the trade is wrong. Of several, the nearest holds.",
};

const PATHS = [["components"]];

export function SlotsSection() {
  const { document, edit } = useBuilder();
  const [filling, setFilling] = useState<Slot | null>(null);
  const count = listOf(document["components"]).length;
  const add = (component: JsonRecord) => edit("", (text) => insertAt(text, ["components"], count, component));
  const choose = (slot: Slot, indicator: Indicator) => {
    add(
      fits(indicator.type, slot)
        ? newFromLibrary(document, slot, indicator)
        : startedWith(document, slot, indicator),
    );
    setFilling(null);
  };
  const strange = misplaced(document);
  return (
    <Section
      title="Conditions"
      summary={count === 1 ? "1 component" : `${count} components`}
      paths={PATHS}
      isOpen
    >
      {SLOTS.map((slot) => (
        <Part
          key={slot}
          title={SLOT_WORDS[slot]}
          help={HELP[slot]}
          actions={
            <>
              <Button size="sm" onClick={() => setFilling(slot)}>
                <Library aria-hidden /> Library
                <span className="sr-only"> for {SLOT_WORDS[slot].toLowerCase()}</span>
              </Button>
              <Button size="sm" onClick={() => add(newCondition(document, slot))}>
                <Plus aria-hidden /> {slot === "stop_loss" ? "Price" : "Condition"}
                <span className="sr-only"> for {SLOT_WORDS[slot].toLowerCase()}</span>
              </Button>
            </>
          }
        >
          <ComponentList slot={slot} />
        </Part>
      ))}
      {strange.length > 0 && (
        <p className="text-xs text-warn">
          {strange.length === 1 ? "One component has" : `${strange.length} components have`} no type that is
          known here. Give each a type of trend, entry, exit or stop_loss in the text.
        </p>
      )}
      {filling && (
        <LibraryDialog
          slot={filling}
          onClose={() => setFilling(null)}
          onChoose={(one) => choose(filling, one)}
        />
      )}
    </Section>
  );
}

function ComponentList({ slot }: { slot: Slot }) {
  const { document } = useBuilder();
  const placed = inSlot(document, slot);
  if (placed.length === 0)
    return (
      <p className="rounded-control border border-dashed border-line px-3 py-2 text-xs text-ink-soft">
        {EMPTY[slot]}
      </p>
    );
  return (
    <ol className="grid gap-2" aria-label={`${SLOT_WORDS[slot]} components`}>
      {placed.map(({ index, id }, position) => (
        <ComponentCard
          key={`${index}`}
          index={index}
          id={id}
          slot={slot}
          before={placed[position - 1]?.index ?? null}
          after={placed[position + 1]?.index ?? null}
        />
      ))}
    </ol>
  );
}

const EMPTY: Record<Slot, string> = {
  trend: "None: every trade the entries ask for may be taken.",
  entry: "None yet: without an entry, or a rule that says when, nothing is ever bought or sold.",
  exit: "None: trades end at the stop, at a target, or when an opposite entry reverses them.",
  stop_loss: "None here. A plain stop, such as 2 %, is set under Stop and targets.",
};

/** A condition that begins with an indicator which only gives numbers; its own example is the first guess. */
function startedWith(document: JsonRecord, slot: Slot, indicator: Indicator): JsonRecord {
  const compares = indicator.examples.find((text) => /[<>]|cross/.test(text));
  const call = indicator.examples[0] ?? indicator.signature;
  const formula = slot === "stop_loss" ? call : (compares ?? `${call} > 0`);
  const fresh = newCondition(document, slot);
  return { ...fresh, expression: Object.fromEntries(sidesOf(document).map((side) => [side, formula])) };
}
