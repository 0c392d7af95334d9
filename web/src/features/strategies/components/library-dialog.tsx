/** The indicator library: searched by word, narrowed by category, each with what it does and how it is written. */
import { Search } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { Badge, Button, Dialog, Input, NativeSelect, SkeletonRows } from "@/shared/ui";
import { useLibrary, type Indicator, type Param } from "../api/library";
import { fits, SLOTS, type Slot } from "../document/components";

export const SLOT_WORDS: Record<Slot, string> = {
  trend: "Trend",
  entry: "Entry",
  exit: "Exit",
  stop_loss: "Stop",
};

interface LibraryDialogProps {
  onClose: () => void;
  /** Which slot is being filled; without one the library is only read. */
  slot: Slot | null;
  onChoose: (indicator: Indicator) => void;
}

export function LibraryDialog({ onClose, slot, onChoose }: LibraryDialogProps) {
  const library = useLibrary();
  const [words, setWords] = useState("");
  const [category, setCategory] = useState("");
  const wanted = useDeferredValue(words);
  const categories = useMemo(() => [...new Set(library.map((one) => one.category))].sort(), [library]);
  const found = useMemo(() => search(library, wanted, category, slot), [library, wanted, category, slot]);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={slot ? `Add to ${SLOT_WORDS[slot].toLowerCase()} from the library` : "Indicator library"}
      description={
        slot
          ? "Ready-made signals come first. An indicator that only gives numbers starts a condition for you to finish."
          : "Everything here can be called by its name in any formula."
      }
      className="sm:max-w-2xl"
    >
      <div className="mb-3 flex flex-wrap gap-2">
        <div className="relative min-w-40 flex-1">
          <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-soft" />
          <Input
            type="search"
            aria-label="Search the library"
            placeholder="Search: average, range, breakout …"
            className="pl-9"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </div>
        <NativeSelect
          aria-label="Category"
          className="w-auto max-w-48"
          value={category}
          onChange={(event) => setCategory(event.target.value)}
        >
          <option value="">Every category</option>
          {categories.map((one) => (
            <option key={one} value={one}>
              {one[0]?.toUpperCase() + one.slice(1)}
            </option>
          ))}
        </NativeSelect>
      </div>
      <p role="status" className="sr-only">
        {found.length} found
      </p>
      {library.length === 0 ? (
        <SkeletonRows rows={6} />
      ) : (
        <ul
          aria-label="Indicators"
          className="max-h-[min(60vh,32rem)] divide-y divide-line overflow-y-auto rounded-control border border-line"
        >
          {found.map((one) => (
            <Entry key={one.name} indicator={one} slot={slot} onChoose={onChoose} />
          ))}
          {found.length === 0 && (
            <li className="px-4 py-8 text-center text-sm text-ink-soft">
              Nothing has this in its name or description. Try a shorter word, or every category.
            </li>
          )}
        </ul>
      )}
    </Dialog>
  );
}

function Entry({
  indicator,
  slot,
  onChoose,
}: {
  indicator: Indicator;
  slot: Slot | null;
  onChoose: (one: Indicator) => void;
}) {
  const isReady = slot !== null && fits(indicator.type, slot);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3 gap-y-1 px-3 py-2.5">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <span className="font-medium">{indicator.title}</span>
          {SLOTS.map(
            (one) =>
              one === indicator.type && (
                <Badge key={one} tone="accent">
                  {SLOT_WORDS[one]}
                </Badge>
              ),
          )}
          <span className="text-xs text-ink-soft">{indicator.category}</span>
        </p>
        <p className="text-xs text-ink-soft">{indicator.description.replaceAll("`", "")}</p>
        <code className="mt-1 block text-xs wrap-anywhere">
          {indicator.examples[0] ?? indicator.signature}
        </code>
        {indicator.params.length > 0 && (
          <p className="mt-0.5 text-xs text-ink-soft">{indicator.params.map(paramWords).join(" · ")}</p>
        )}
      </div>
      {slot && (
        <Button size="sm" onClick={() => onChoose(indicator)} aria-label={`Add ${indicator.title}`}>
          {isReady ? "Add" : "Start"}
        </Button>
      )}
    </li>
  );
}

/** "Length 20 (1 to 5000)". */
export function paramWords(param: Param): string {
  return `${param.title} ${String(param.default ?? "")}${rangeWords(param)}`;
}

export function rangeWords(param: Param): string {
  const { least, most } = param;
  if (param.options.length > 0) return ` (${param.options.join(", ")})`;
  if (least !== null && most !== null) return ` (${least} to ${most})`;
  if (least !== null) return ` (from ${least})`;
  return most === null ? "" : ` (up to ${most})`;
}

function search(
  library: readonly Indicator[],
  words: string,
  category: string,
  slot: Slot | null,
): Indicator[] {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = (one: Indicator) => {
    const name = `${one.name} ${one.title}`.toLowerCase();
    const isNamed = parts.every((part) => name.includes(part));
    const near = one.type === slot ? 0 : one.type === "series" ? 4 : 2;
    return near + (isNamed ? 0 : 1);
  };
  return library
    .filter((one) => {
      if (category && one.category !== category) return false;
      if (slot && !fits(one.type, slot) && one.type !== "series") return false;
      const text = `${one.name} ${one.title} ${one.description} ${one.category}`.toLowerCase();
      return parts.every((part) => text.includes(part));
    })
    .sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
}
