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
    problems: problems > 0 ? `Problems ${problems}` : "Problems",
  };
  const options = (views: readonly View[]) => views.map((value) => ({ value, label: labels[value] }));
  const showLine = (line: number) => {
    onView("text");
    setGoTo({ line });
  };
  const form = (
    <div className="grid min-w-0 gap-3">
      {isFrozen && (
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
      )}
      <DefinitionForm isFrozen={isFrozen} />
    </div>
  );
  const body: Record<Pane, ReactNode> = {
    text: <TextPane goTo={goTo} />,
    pine: <PinePane isValid={examined.found?.is_valid === true && !isFrozen} />,
    problems: <ProblemList examined={examined} onLine={showLine} />,
  };
  const paneBox = (size: string) => (
    <section
      aria-label={String(pane)}
      className={cn("overflow-y-auto rounded-card border border-line bg-surface", size)}
    >
      {examined.error ? (
        <ProblemNotice error={examined.error} what="The draft could not be checked" className="m-3" />
      ) : null}
      {body[pane]}
    </section>
  );

  if (!isWide) {
    return (
      <>
        <Segmented
          label="Show"
          value={view}
          options={options(["form", "chart", "text", "pine", "problems"])}
          onChange={onView}
          className="mb-3 w-full [&>button]:min-w-0 [&>button]:flex-auto [&>button]:px-2"
        />
        {view === "form" && form}
        {view === "chart" && (
          <section aria-label="Preview" className="rounded-card border border-line bg-surface">
            <PreviewPane />
          </section>
        )}
        {isPane(view) && paneBox("h-[calc(100dvh-17rem)] min-h-96")}
      </>
    );
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.15fr)] items-start gap-4">
      {form}
      <div className="sticky top-17 flex h-[calc(100dvh-5.5rem)] min-h-150 min-w-0 flex-col gap-3">
        <section
          aria-label="Preview"
          className="flex min-h-0 flex-[1.25] flex-col rounded-card border border-line bg-surface"
        >
          <PreviewPane className="flex-1" />
        </section>
        <div className="flex min-h-0 flex-1 flex-col gap-2">
          <Segmented
            label="Beside it"
            size="sm"
            value={pane}
            options={options(["text", "pine", "problems"])}
            onChange={onView}
            className="self-start"
          />
          {paneBox("min-h-0 flex-1")}
        </div>
      </div>
    </div>
  );
}
