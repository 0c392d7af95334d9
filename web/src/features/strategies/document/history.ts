/** The draft's text with what it was before: what is typed in one go is taken back in one go. */

export interface History {
  text: string;
  past: readonly string[];
  future: readonly string[];
  /** The field that was typed into last, and when, in ms. */
  typing: string;
  typedAt: number;
}

const TOGETHER_MS = 900;
const KEPT = 200;

export const begin = (text: string): History => ({ text, past: [], future: [], typing: "", typedAt: 0 });

/** `where` names what is being typed into; changes to it within a second are one step. */
export function write(history: History, text: string, where: string, now: number): History {
  if (text === history.text) return history;
  const isSameGo = where !== "" && where === history.typing && now - history.typedAt < TOGETHER_MS;
  const past = isSameGo ? history.past : [...history.past, history.text].slice(-KEPT);
  return { text, past, future: [], typing: where, typedAt: now };
}

export function undo(history: History): History {
  const text = history.past.at(-1);
  if (text === undefined) return history;
  return {
    text,
    past: history.past.slice(0, -1),
    future: [history.text, ...history.future],
    typing: "",
    typedAt: 0,
  };
}

export function redo(history: History): History {
  const [text, ...future] = history.future;
  if (text === undefined) return history;
  return { text, past: [...history.past, history.text], future, typing: "", typedAt: 0 };
}
