/** Which rows of a long list are drawn: those in sight, and some above and below that a key may reach next. */
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

/** Past as many rows a list is drawn in part. */
export const LONG = 200;
const CHUNK = 20; // rows come and go by as many, so that small scrolling draws nothing anew
const GUESS = 41; // px, until rows stand there to be measured

export interface Seen {
  first: number;
  /** Behind the last one. */
  last: number;
}

/** Rows of `height` px that stand in `sight` px from `top` px below the list's top on, in whole chunks, one more each way. */
export function seenRows(count: number, height: number, top: number, sight: number): Seen {
  const from = Math.floor(Math.max(0, top) / height / CHUNK);
  const to = Math.ceil(Math.max(0, top + sight) / height / CHUNK);
  const first = Math.max(0, Math.min(from - 1, Math.ceil(count / CHUNK) - 3) * CHUNK);
  return { first, last: Math.min(count, Math.max(to + 1, from + 2) * CHUNK) };
}

interface RowWindow extends Seen {
  /** Px that the rows above and below would take. */
  above: number;
  below: number;
  /** Bring a row into sight and give it the focus. */
  goTo: (index: number) => void;
}

/**
 * The window on `count` rows, which are the children marked `data-row` of `list`. The list scrolls in `box`, or with the page
 * where there is none. A list that is not long is drawn whole.
 */
export function useRowWindow(
  count: number,
  list: RefObject<HTMLElement | null>,
  box: RefObject<HTMLElement | null>,
): RowWindow {
  const isLong = count > LONG;
  const [seen, setSeen] = useState<Seen>({ first: 0, last: 3 * CHUNK });
  const [height, setHeight] = useState<number | null>(null);
  const wanted = useRef<number | null>(null);

  useLayoutEffect(() => {
    if (!isLong || height !== null) return;
    const rows = list.current?.querySelectorAll("[data-row]");
    const [top, bottom] = [
      rows?.[0]?.getBoundingClientRect().top,
      rows?.[rows.length - 1]?.getBoundingClientRect().bottom,
    ];
    if (rows && top !== undefined && bottom !== undefined && bottom > top)
      setHeight((bottom - top) / rows.length);
  }, [isLong, height, list]);

  useEffect(() => {
    if (!isLong) return;
    const look = () => {
      if (!list.current) return;
      const view = box.current?.getBoundingClientRect() ?? { top: 0, height: window.innerHeight };
      const next = seenRows(
        count,
        height ?? GUESS,
        view.top - list.current.getBoundingClientRect().top,
        view.height,
      );
      setSeen((now) => (now.first === next.first && now.last === next.last ? now : next));
    };
    const remeasure = () => setHeight(null); // another width breaks lines elsewhere
    look();
    document.addEventListener("scroll", look, { capture: true, passive: true });
    window.addEventListener("resize", remeasure);
    return () => {
      document.removeEventListener("scroll", look, { capture: true });
      window.removeEventListener("resize", remeasure);
    };
  }, [isLong, count, height, list, box]);

  useEffect(() => {
    if (wanted.current === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus();
  }, [seen, list]);

  const goTo = (index: number) => {
    const there = list.current?.querySelector<HTMLElement>(`[data-row="${index}"]`);
    if (there) return there.focus();
    wanted.current = index;
    const by = (list.current?.getBoundingClientRect().top ?? 0) + index * (height ?? GUESS);
    if (box.current) box.current.scrollBy(0, by - box.current.getBoundingClientRect().top);
    else window.scrollBy(0, by - window.innerHeight / 2);
  };

  if (!isLong) return { first: 0, last: count, above: 0, below: 0, goTo };
  const first = Math.min(seen.first, Math.max(0, count - 1));
  const last = Math.min(count, Math.max(seen.last, first + CHUNK));
  return { first, last, above: first * (height ?? GUESS), below: (count - last) * (height ?? GUESS), goTo };
}
