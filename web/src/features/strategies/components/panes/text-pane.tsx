/** The definition itself, as YAML or JSON: the other view of the same draft, free to be edited. */
import { useMemo, useSyncExternalStore } from "react";
import { CopyButton, Segmented } from "@/shared/ui";
import { convert } from "../../document/edit";
import { lineOf, type Format } from "../../document/text";
import { useBuilder } from "../state/builder";
import { DownloadButton, fileName } from "./download-button";
import { CodeArea } from "./code-area";

const FORMATS = [
  { value: "yaml", label: "YAML" },
  { value: "json", label: "JSON" },
] as const;

export function TextPane({ goTo }: { goTo: { line: number } | null }) {
  const { text, reading, edit, board, document } = useBuilder();
  const remarks = useSyncExternalStore(board.subscribe, board.all);
  const { fault, format } = reading;
  const marked = useMemo(() => {
    if (fault) return new Set([fault.line]);
    const lines = remarks.filter((one) => one.kind === "fault").map((one) => lineOf(text, one.path));
    return new Set(lines.filter((line) => line !== null));
  }, [fault, remarks, text]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2">
        <Segmented
          label="Notation"
          size="sm"
          value={format}
          options={FORMATS}
          onChange={(next: Format) => edit("", (before) => convert(before, next))}
        />
        <span className="ml-auto flex items-center gap-1.5">
          <CopyButton text={text} what="definition" />
          <DownloadButton
            what="definition"
            name={`${fileName(document)}.${format}`}
            text={text}
            type={`application/${format}`}
          />
        </span>
      </div>
      {fault && (
        <p
          id="text-fault"
          role="status"
          className="border-b border-danger/40 bg-danger-soft px-3 py-2 text-xs"
        >
          <span className="font-medium">
            Line {fault.line}, column {fault.column}:
          </span>{" "}
          {fault.message} The form waits until the text can be read again; nothing you typed is lost.
        </p>
      )}
      <div className="min-h-0 flex-1">
        <CodeArea
          label="Definition"
          text={text}
          onChange={(next) => edit("text", () => next)}
          marked={marked}
          goTo={goTo}
          describedBy={fault ? "text-fault" : undefined}
          isInvalid={fault !== null}
        />
      </div>
    </div>
  );
}
