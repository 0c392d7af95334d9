/** The builder: form and chart side by side with the text, Pine and problems; one at a time on a narrow screen. */
import { useState, useSyncExternalStore, type ReactNode } from "react";
import { cn } from "@/shared/cn";
import { useMediaQuery } from "@/shared/hooks/use-media-query";
import { Button, Notice, ProblemNotice, Segmented } from "@/shared/ui";
import { DefinitionForm } from "./definition-form";
import { PinePane } from "./panes/pine-pane";
import { ProblemList } from "./panes/problem-list";
import { TextPane } from "./panes/text-pane";
import { PreviewPane } from "./preview/preview-pane";
import { useBuilder } from "./state/builder";
import type { Examined } from "./state/use-examined";

export type View = "form" | "chart" | "text" | "pine" | "problems";
type Pane = Exclude<View, "form" | "chart">;
const isPane = (view: View): view is Pane => view !== "form" && view !== "chart";

const PANE_WORDS: Record<Pane, string> = { text: "Definition", pine: "Pine Script", problems: "Checks" };

interface BuilderViewProps {
  examined: Examined;
  view: View;
  onView: (view: View) => void;
}

export function BuilderView({ examined, view, onView }: BuilderViewProps) {
  const { reading, board } = useBuilder();
  const isWide = useMediaQuery("(min-width: 1180px)");
  const [goTo, setGoTo] = useState<{ line: number } | null>(null);
  const problems = useSyncExternalStore(board.subscribe, board.all).length;
  const pane: Pane = isPane(view) ? view : "text";
  const isFrozen = reading.fault !== null;
  const labels: Record<View, ReactNode> = {
    form: "Form",
    chart: "Chart",
    text: "Text",
    pine: "Pine",
    problems: problems > 0 ? `Checks ${problems}` : "Checks",
  };
  const options = (views: readonly View[]) => views.map((value) => ({ value, label: labels[value] }));
  const showLine = (line: number) => {
    onView("text");
    setGoTo({ line });
  };
  const waiting = isFrozen && (
    <Notice
      tone="warn"
      role="status"
      title="The form waits for the text"
      actions={
        <Button size="sm" onClick={() => showLine(reading.fault?.line ?? 1)}>
          Go to line {reading.fault?.line}
        </Button>
      }
    >
      The text cannot be read at line {reading.fault?.line}. Mend it there, or undo.
    </Notice>
  );
  const body: Record<Pane, ReactNode> = {
    text: <TextPane goTo={goTo} />,
    pine: <PinePane isValid={examined.found?.is_valid === true && !isFrozen} />,
    problems: <ProblemList examined={examined} onLine={showLine} />,
  };
  const shows = (what: "form" | "chart" | "pane") => isWide || what === (isPane(view) ? "pane" : view);

  // One tree for both widths: turning a tablet must not lose what is folded, focused or half typed.
  return (
    <>
      {!isWide && (
        <Segmented
          label="Show"
          value={view}
          options={options(["form", "chart", "text", "pine", "problems"])}
          onChange={onView}
          className="mb-3 w-full [&>button]:min-w-0 [&>button]:flex-auto [&>button]:px-2"
        />
      )}
      <div className={cn(isWide && "grid grid-cols-[minmax(0,1fr)_minmax(0,1.15fr)] items-start gap-4")}>
        <div hidden={!shows("form")} className={cn("min-w-0 gap-3", shows("form") && "grid")}>
          {waiting}
          <DefinitionForm isFrozen={isFrozen} />
        </div>
        <div
          hidden={!shows("chart") && !shows("pane")}
          className={cn(
            isWide && "sticky top-17 flex h-[calc(100dvh-5.5rem)] min-h-150 min-w-0 flex-col gap-3",
          )}
        >
          {shows("chart") && (
            <section
              aria-label="Preview"
              className={cn(
                "rounded-card border border-line bg-surface",
                isWide && "flex min-h-0 flex-[1.25] flex-col",
              )}
            >
              <PreviewPane className={cn(isWide && "flex-1")} />
            </section>
          )}
          {shows("pane") && (
            <div
              className={cn(
                "flex flex-col gap-2",
                isWide ? "min-h-0 flex-1" : "h-[calc(100dvh-17rem)] min-h-96",
              )}
            >
              {isWide && (
                <Segmented
                  label="Beside it"
                  size="sm"
                  value={pane}
                  options={options(["text", "pine", "problems"])}
                  onChange={onView}
                  className="self-start"
                />
              )}
              <section
                aria-label={PANE_WORDS[pane]}
                className="min-h-0 flex-1 overflow-y-auto rounded-card border border-line bg-surface"
              >
                {examined.error ? (
                  <ProblemNotice
                    error={examined.error}
                    what="The draft could not be checked"
                    className="m-3"
                  />
                ) : null}
                {body[pane]}
              </section>
            </div>
          )}
        </div>
      </div>
    </>
  );
}
