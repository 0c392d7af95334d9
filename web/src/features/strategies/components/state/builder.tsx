/** The draft under the builder's hands: one text in state, read once for all views, with undo. */
import { createContext, useCallback, useContext, useMemo, useReducer, useRef, type ReactNode } from "react";
import { begin, redo, undo, write, type History } from "../../document/history";
import { getIn, renderPath, type Json, type JsonRecord, type Path } from "../../document/json";
import { setAt } from "../../document/edit";
import { readText, type Reading } from "../../document/text";
import { FaultBoard } from "./fault-board";

export interface Builder {
  text: string;
  reading: Reading;
  /** What the text says, or said when it was last readable. */
  document: JsonRecord;
  board: FaultBoard;
  /** Change the text through a function of it; `where` joins what is typed in one go into one step of undo. */
  edit: (where: string, change: (text: string) => string) => void;
  undo: (() => void) | null;
  redo: (() => void) | null;
}

type Act =
  | { kind: "write"; where: string; change: (text: string) => string; at: number }
  | { kind: "undo" }
  | { kind: "redo" };

function reduce(history: History, act: Act): History {
  switch (act.kind) {
    case "write":
      return write(history, act.change(history.text), act.where, act.at);
    case "undo":
      return undo(history);
    case "redo":
      return redo(history);
  }
}

const Context = createContext<Builder | null>(null);

export const KEYSTROKE = "builder:keystroke";

/** Hold a draft that begins as `initial`. */
export function useBuilderState(initial: string): Builder {
  const [history, dispatch] = useReducer(reduce, initial, begin);
  const reading = useMemo(() => readText(history.text), [history.text]);
  const readable = useRef<JsonRecord>({});
  if (reading.document) readable.current = reading.document;
  const board = useRef<FaultBoard>(null);
  board.current ??= new FaultBoard();
  const edit = useCallback((where: string, change: (text: string) => string) => {
    performance.mark(KEYSTROKE); // from here to the drawn preview is what the trader waits for
    dispatch({ kind: "write", where, change, at: performance.now() });
  }, []);
  return {
    text: history.text,
    reading,
    document: readable.current,
    board: board.current,
    edit,
    undo: history.past.length > 0 ? () => dispatch({ kind: "undo" }) : null,
    redo: history.future.length > 0 ? () => dispatch({ kind: "redo" }) : null,
  };
}

export function BuilderProvider({ builder, children }: { builder: Builder; children: ReactNode }) {
  return <Context value={builder}>{children}</Context>;
}

export function useBuilder(): Builder {
  const builder = useContext(Context);
  if (!builder) throw new Error("useBuilder needs a BuilderProvider above it");
  return builder;
}

/** One place of the draft: what stands there and how to change it; `undefined` takes it away. */
export function usePlace(path: Path): [Json | undefined, (value: Json | undefined) => void] {
  const { document, edit } = useBuilder();
  return [getIn(document, path), (value) => edit(renderPath(path), (text) => setAt(text, path, value))];
}
