import { withUnit, type Mapping, type UnitName } from "./mapping-model";
import { Choice } from "./form-fields";

interface MappingUnitsProps {
  /** What each may count in, as the server says. */
  units: Readonly<Record<string, readonly string[]>>;
  mapping: Mapping | null;
  onChange: (mapping: Mapping | null) => void;
}

const asked: readonly (readonly [name: UnitName, label: string])[] = [
  ["risk_unit", "PineConnector: risk= counts in"],
  ["distance_unit", "PineConnector: sl= and tp= count in"],
  ["entry_unit", "PineConnector: price= counts in"],
  ["deviation_unit", "WunderTrading: priceDeviation is a"],
];

/** What some known formats leave to a setting of their own terminal. */
export function MappingUnits({ units, mapping, onChange }: MappingUnitsProps) {
  return (
    <section aria-label="What known formats leave open" className="grid gap-3 sm:grid-cols-2">
      {asked.map(([name, label]) => (
        <Choice
          key={name}
          label={label}
          value={mapping?.[name] ?? ""}
          onChange={(unit) => onChange(withUnit(mapping, name, unit))}
          options={[
            ["", "not said: such an alert is refused"],
            ...(units[name] ?? []).map((unit) => [unit, unit.replaceAll("_", " ")] as const),
          ]}
        />
      ))}
    </section>
  );
}
