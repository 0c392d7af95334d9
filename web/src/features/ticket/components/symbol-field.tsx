import { Field, Input } from "@/shared/ui";
import { useFoundInstruments } from "../api/instrument";
import type { PartProps } from "./fields";

/** A symbol of the account's venue: typed or chosen from what is found; a venue may list thousands. */
export function SymbolField({ form, instrument }: PartProps) {
  const { values, set } = form;
  const found = useFoundInstruments(values.account_id, values.symbol);
  return (
    <Field
      label="Symbol"
      help={instrument?.name ?? (values.symbol ? "Nothing is called that here." : "Type the first letters.")}
      error={form.errorOf("symbol")}
    >
      {(control) => (
        <>
          <Input
            {...control}
            list={`${control.id}-found`}
            autoComplete="off"
            spellCheck={false}
            value={values.symbol}
            onFocus={(event) => event.target.select()}
            onChange={(event) => set("symbol", event.target.value.toUpperCase())}
            onBlur={() => form.touch("symbol")}
          />
          <datalist id={`${control.id}-found`}>
            {found.map((each) => (
              <option key={each.symbol} value={each.symbol}>
                {each.name}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
