/** A strategy in the builder: the head with what can be done, around the draft and its views. */
import { FlaskConical, Library, Redo2, Save, Undo2 } from "lucide-react";
import { useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { Badge, Button, Notice, PageTitle } from "@/shared/ui";
import { formatAge } from "@/shared/format";
import { typedOf } from "../document/scalars";
import { BacktestDialog } from "./backtest-dialog";
import { BuilderView, type View } from "./builder-view";
import { SmallAct } from "./fields/section";
import { LibraryDialog } from "./library-dialog";
import { SaveDialog } from "./save-dialog";
import { BuilderProvider, useBuilderState } from "./state/builder";
import { dropDraft, findDraft, keepDraft } from "./state/kept-draft";
import { useExamined } from "./state/use-examined";
import { useSettled } from "@/shared/hooks/use-settled";

const KEEP_AFTER_MS = 400;

interface BuilderPageProps {
  /** Null for a strategy that is not saved yet. */
  strategyId: string | null;
  /** The text that was loaded, and the version it is. */
  loaded: { text: string; version: number | null };
  /** What to begin with when it is not the loaded text: an older version, brought back. */
  start?: string | undefined;
  /** Go on with what this browser kept of it. */
  adoptDraft: boolean;
  head?: ReactNode;
  more?: ReactNode;
  onSaved: (saved: { strategyId: string; version: number }) => void;
}

export function BuilderPage({
  strategyId,
  loaded,
  start,
  adoptDraft,
  head,
  more,
  onSaved,
}: BuilderPageProps) {
  const [kept] = useState(() => {
    const found = adoptDraft ? findDraft(strategyId) : null;
    return found && found.text !== loaded.text ? { ...found, age: Date.now() - found.at } : null;
  });
  const [saved, setSaved] = useState(loaded);
  const [basedOn, setBasedOn] = useState(kept ? kept.basedOn : loaded.version);
  const [isRestored, setRestored] = useState(kept !== null);
  const builder = useBuilderState(kept?.text ?? start ?? loaded.text);
  const examined = useExamined(builder);
  const [view, setView] = useState<View>("form");
  const [open, setOpen] = useState<"save" | "backtest" | "library" | null>(null);
  const { text, document, board, edit } = builder;
  const isChanged = text !== saved.text;
  const remarks = useSyncExternalStore(board.subscribe, board.all);
  const faults = remarks.filter((remark) => remark.kind === "fault").length;
  const name = typedOf(document["name"]).trim() || "Strategy without a name";

  const settled = useSettled(text, KEEP_AFTER_MS);
  useEffect(() => {
    if (settled === (start ?? saved.text)) {
      if (strategyId !== null) dropDraft(strategyId); // the draft of a new strategy waits until it is saved or replaced
    } else keepDraft(strategyId, { text: settled, basedOn, at: Date.now() });
  }, [settled, saved.text, start, basedOn, strategyId]);

  const discard = () => {
    edit("", () => loaded.text);
    setBasedOn(loaded.version);
    setRestored(false);
  };
  return (
    <BuilderProvider builder={builder}>
      {head}
      <PageTitle
        title={name}
        purpose={
          <span className="inline-flex flex-wrap items-center gap-2">
            <span>{saved.version === null ? "Not saved yet" : `Version ${saved.version}`}</span>
            {isChanged && saved.version !== null && <Badge tone="warn">unsaved changes</Badge>}
            <StateWord
              isValid={examined.found?.is_valid ?? null}
              faults={faults}
              onShow={() => setView("problems")}
            />
          </span>
        }
        actions={
          <>
            <SmallAct
              label="Undo"
              icon={<Undo2 aria-hidden />}
              disabled={!builder.undo}
              onClick={() => builder.undo?.()}
            />
            <SmallAct
              label="Redo"
              icon={<Redo2 aria-hidden />}
              disabled={!builder.redo}
              onClick={() => builder.redo?.()}
            />
            <SmallAct
              label="Indicator library"
              icon={<Library aria-hidden />}
              onClick={() => setOpen("library")}
            />
            {more}
            <Button onClick={() => setOpen("backtest")} disabled={faults > 0}>
              <FlaskConical aria-hidden /> Backtest
            </Button>
            <Button
              variant="primary"
              onClick={() => setOpen("save")}
              disabled={!isChanged && saved.version !== null}
            >
              <Save aria-hidden /> Save
            </Button>
          </>
        }
      />
      {isRestored && kept && (
        <Notice
          tone="info"
          role="status"
          className="mb-3"
          title={`Unsaved changes from ${formatAge(kept.age)} ago are shown`}
          actions={
            <>
              <Button size="sm" onClick={discard}>
                Discard them
              </Button>
              <Button size="sm" variant="quiet" onClick={() => setRestored(false)}>
                Keep them
              </Button>
            </>
          }
        >
          {loaded.version !== null && kept.basedOn !== null && kept.basedOn < loaded.version
            ? `They were made on version ${kept.basedOn}; version ${loaded.version} was saved since.`
            : "They are kept in this browser only, until you save."}
        </Notice>
      )}
      <BuilderView examined={examined} view={view} onView={setView} />
      {open === "library" && (
        <LibraryDialog slot={null} onClose={() => setOpen(null)} onChoose={() => setOpen(null)} />
      )}
      {open === "backtest" && (
        <BacktestDialog
          name={name}
          timeframe={typedOf(document["timeframe"])}
          what={
            strategyId && saved.version !== null && !isChanged
              ? { strategy: { strategy_id: strategyId, version: saved.version } }
              : { definition: text }
          }
          onClose={() => setOpen(null)}
        />
      )}
      {open === "save" && (
        <SaveDialog
          strategyId={strategyId}
          name={name}
          text={text}
          basedOn={basedOn}
          faults={faults}
          onClose={() => setOpen(null)}
          onShowFaults={() => {
            setOpen(null);
            setView("problems");
          }}
          onSaved={(done) => {
            setOpen(null);
            setSaved({ text, version: done.version });
            setBasedOn(done.version);
            setRestored(false);
            dropDraft(strategyId);
            onSaved(done);
          }}
        />
      )}
    </BuilderProvider>
  );
}

function StateWord({
  isValid,
  faults,
  onShow,
}: {
  isValid: boolean | null;
  faults: number;
  onShow: () => void;
}) {
  return (
    <span role="status" className="inline-flex">
      {faults > 0 ? (
        <button type="button" onClick={onShow} className="min-h-6">
          <Badge tone="danger">{faults === 1 ? "1 fault" : `${faults} faults`}</Badge>
        </button>
      ) : (
        isValid && <Badge tone="ok">ready to run</Badge>
      )}
    </span>
  );
}
