/** The draft as a form: the parts of a strategy in the order a trader thinks of them. */
import { memo } from "react";
import { BasicsSection } from "./sections/basics-section";
import { ExitsSection } from "./sections/exits-section";
import { InputsSection } from "./sections/inputs-section";
import { EmulationSection, MoneySection } from "./sections/money-section";
import { RulesSection } from "./sections/rules-section";
import { SeriesSection } from "./sections/series-section";
import { SlotsSection } from "./sections/slots";
import { TimeSection } from "./sections/time-section";

export const DefinitionForm = memo(function DefinitionForm({ isFrozen }: { isFrozen: boolean }) {
  return (
    <fieldset disabled={isFrozen} className="grid min-w-0 gap-3">
      <legend className="sr-only">Strategy</legend>
      <BasicsSection />
      <SlotsSection />
      <RulesSection />
      <ExitsSection />
      <SeriesSection />
      <InputsSection />
      <MoneySection />
      <TimeSection />
      <EmulationSection />
    </fieldset>
  );
});
