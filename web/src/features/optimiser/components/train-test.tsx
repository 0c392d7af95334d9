import { Card, CardHeader } from "@/shared/ui";
import type { Figures, OptimisationDetail } from "../api/optimisations";
import { figureNumber, figureTitle, inputsWord, shownFigures } from "./search-words";

const day = (iso: string) => iso.slice(0, 10);

/** The chosen inputs where they were found, and where nobody had looked. */
export function TrainTest({ optimisation }: { optimisation: OptimisationDetail }) {
  const { best, train, test } = optimisation;
  if (!best) return null;
  const parts = [
    { name: "Searched", when: train && `${day(train.from)} – ${day(train.to)}`, figures: best.train },
    best.validate && { name: "Chosen on", when: null, figures: best.validate },
    best.test && {
      name: "Never seen",
      when: test && `${day(test.from)} – ${day(test.to)}`,
      figures: best.test,
    },
  ].filter((part): part is { name: string; when: string | null; figures: Figures } => part !== null);
  return (
    <Card aria-labelledby="train-test-title" className="overflow-hidden">
      <CardHeader id="train-test-title" title="Train against test" note={inputsWord(best.inputs)} />
      <table className="w-full text-sm">
        <caption className="sr-only">Figures of the chosen inputs by part of the bars</caption>
        <thead className="text-xs text-ink-soft">
          <tr className="border-y border-line">
            <th scope="col" className="px-4 py-2 text-left font-medium">
              Figure
            </th>
            {parts.map((part) => (
              <th key={part.name} scope="col" className="px-3 py-2 text-right font-medium">
                {part.name}
                {part.when && <span className="block font-normal num max-sm:hidden">{part.when}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shownFigures.map((name) => (
            <tr key={name} className="border-b border-line last:border-b-0">
              <th
                scope="row"
                className={`px-4 py-1.5 text-left ${name === optimisation.objective ? "font-semibold" : "font-normal"}`}
              >
                {figureTitle(name)}
              </th>
              {parts.map((part) => (
                <td key={part.name} className="px-3 py-1.5 text-right num">
                  {figureNumber(part.figures[name], name)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {!best.test && (
        <p className="px-4 py-3 text-xs text-ink-soft">
          No bars were held back: nothing here says how it does on bars it has never seen.
        </p>
      )}
    </Card>
  );
}
