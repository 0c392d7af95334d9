import { Segmented } from "@/shared/ui";
import type { FlattenPolicy } from "./kill-words";

/** What a flatten leaves alone. */
export function FlattenChoices({
  value,
  onChange,
}: {
  value: FlattenPolicy;
  onChange: (next: FlattenPolicy) => void;
}) {
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      <Segmented<FlattenPolicy["positions"]>
        label="Which positions"
        size="sm"
        value={value.positions}
        onChange={(positions) => onChange({ ...value, positions })}
        options={[
          { value: "all", label: "All positions" },
          { value: "keep_spot", label: "Keep spot" },
        ]}
      />
      <Segmented<FlattenPolicy["resting"]>
        label="Resting orders"
        size="sm"
        value={value.resting}
        onChange={(resting) => onChange({ ...value, resting })}
        options={[
          { value: "cancel", label: "Cancel orders" },
          { value: "keep", label: "Keep other orders" },
        ]}
      />
    </div>
  );
}
