import { NativeSelect } from "@/shared/ui";
import { bind, boundTo, type Leaf, type Mapping } from "./mapping-model";

interface MappingLeavesProps {
  leaves: readonly Leaf[];
  fields: readonly string[];
  mapping: Mapping | null;
  onChange: (mapping: Mapping | null) => void;
}

/** Every value of the sample, and beside it which of our fields it is. */
export function MappingLeaves({ leaves, fields, mapping, onChange }: MappingLeavesProps) {
  return (
    <ul aria-label="Values of the sample" className="divide-y divide-line rounded-control border border-line">
      {leaves.map(({ path, value }) => (
        <li key={path} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 text-sm">
          <code className="font-mono text-xs break-all text-ink-soft">{path}</code>
          <code className="min-w-0 flex-1 font-mono text-xs break-all">{value}</code>
          <NativeSelect
            aria-label={`What ${path} is`}
            className="w-auto"
            value={boundTo(mapping, path) ?? ""}
            onChange={(event) => onChange(bind(mapping, path, event.target.value || undefined))}
          >
            <option value="">not used</option>
            {fields.map((field) => (
              <option key={field} value={field}>
                {field.replaceAll("_", " ")}
              </option>
            ))}
          </NativeSelect>
        </li>
      ))}
    </ul>
  );
}
