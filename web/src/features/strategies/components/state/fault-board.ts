/** Which places of the page can show a remark, and which remark each has. A remark goes to the deepest place there is. */
import { renderPath, type Path } from "../../document/json";
import { share, type Remark } from "../../document/faults";

const NONE: readonly Remark[] = [];

export class FaultBoard {
  private remarks: readonly Remark[] = NONE;
  private readonly places = new Map<string, HTMLElement>();
  private shared = new Map<string, Remark[]>();
  private readonly listeners = new Set<() => void>();
  private isDue = false;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(remarks: readonly Remark[]): void {
    this.remarks = remarks;
    this.redo();
  }

  /** Everything said, in the server's order; the same array until it is said anew. */
  all = (): readonly Remark[] => this.remarks;

  /** What this place shows; "" asks for what no place on the page can show. */
  at(place: string): readonly Remark[] {
    return this.shared.get(place) ?? NONE;
  }

  register(place: string, element: HTMLElement): () => void {
    this.places.set(place, element);
    this.redoSoon();
    return () => {
      if (this.places.get(place) === element) this.places.delete(place);
      this.redoSoon();
    };
  }

  /** Lead the trader to where a remark stands; false when no place on the page is about it. */
  reveal(path: Path): boolean {
    for (let depth = path.length; depth > 0; depth--) {
      const element = this.places.get(renderPath(path.slice(0, depth)));
      if (!element) continue;
      for (let at: Element | null = element; at; at = at.parentElement)
        if (at instanceof HTMLDetailsElement) at.open = true;
      const control = element.matches("input,textarea,select,button")
        ? element
        : (element.querySelector<HTMLElement>("input,textarea,select,button") ?? element);
      control.focus();
      element.scrollIntoView({ block: "center" });
      return true;
    }
    return false;
  }

  /** Fields come and go by the dozen when a slot opens; they are counted once. */
  private redoSoon(): void {
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => {
      this.isDue = false;
      this.redo();
    });
  }

  private redo(): void {
    this.shared = share(this.remarks, this.places.keys());
    for (const listener of this.listeners) listener();
  }
}
