/**
 * Latest values by key, outside React. Fifty updates a second reach the screen as one notification a frame,
 * and only to those who look at a key that changed.
 */
export class KeyedStore<T> {
  private readonly values = new Map<string, T>();
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly changed = new Set<string>();
  private scheduled = false;

  constructor(private readonly schedule: (run: () => void) => void = nextFrame) {}

  get(key: string): T | undefined {
    return this.values.get(key);
  }

  set(key: string, value: T): void {
    this.values.set(key, value);
    this.changed.add(key);
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => this.flush());
  }

  clear(): void {
    for (const key of this.values.keys()) this.changed.add(key);
    this.values.clear();
    this.flush();
  }

  subscribe(key: string, listener: () => void): () => void {
    const found = this.listeners.get(key) ?? new Set();
    found.add(listener);
    this.listeners.set(key, found);
    return () => {
      found.delete(listener);
      if (found.size === 0) this.listeners.delete(key);
    };
  }

  private flush(): void {
    this.scheduled = false;
    const keys = [...this.changed];
    this.changed.clear();
    for (const key of keys) for (const listener of this.listeners.get(key) ?? []) listener();
  }
}

/** A hidden tab draws no frames; a timer keeps its figures honest all the same. */
function nextFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, 250);
  else requestAnimationFrame(run);
}
