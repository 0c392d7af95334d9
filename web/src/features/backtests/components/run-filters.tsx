import { useQuery } from "@tanstack/react-query";
import { dataQuery, strategyChoicesQuery } from "@/shared/research/choices";
import { NativeSelect } from "@/shared/ui";
import { gurusQuery } from "../api/gurus";
import type { RunFilter } from "../api/runs";

const GURU = "guru:";
const small = "h-8 w-auto max-w-48 text-xs! sm:text-xs";

/** Which runs to list: of one strategy or guru, on one symbol. */
export function RunFilters({
  filter,
  onChange,
}: {
  filter: RunFilter;
  onChange: (filter: RunFilter) => void;
}) {
  const strategies = useQuery(strategyChoicesQuery());
  const gurus = useQuery(gurusQuery());
  const data = useQuery(dataQuery());
  const symbols = [...new Set(data.data?.map((set) => set.symbol))].sort();
  const chosen = filter.strategy_id ?? (filter.guru ? GURU + filter.guru : "");
  return (
    <div className="flex flex-wrap gap-2">
      <NativeSelect
        aria-label="Strategy"
        className={small}
        value={chosen}
        onChange={({ target: { value } }) =>
          onChange({
            ...filter,
            strategy_id: value && !value.startsWith(GURU) ? value : undefined,
            guru: value.startsWith(GURU) ? value.slice(GURU.length) : undefined,
          })
        }
      >
        <option value="">Every strategy</option>
        {strategies.data && strategies.data.length > 0 && (
          <optgroup label="Your strategies">
            {strategies.data.map((each) => (
              <option key={each.strategy_id} value={each.strategy_id}>
                {each.name}
              </option>
            ))}
          </optgroup>
        )}
        <optgroup label="Gurus">
          {gurus.data?.map((guru) => (
            <option key={guru.name} value={GURU + guru.name}>
              {guru.title}
            </option>
          ))}
        </optgroup>
      </NativeSelect>
      <NativeSelect
        aria-label="Symbol"
        className={small}
        value={filter.symbol ?? ""}
        onChange={({ target: { value } }) => onChange({ ...filter, symbol: value || undefined })}
      >
        <option value="">Every symbol</option>
        {symbols.map((symbol) => (
          <option key={symbol}>{symbol}</option>
        ))}
      </NativeSelect>
    </div>
  );
}
