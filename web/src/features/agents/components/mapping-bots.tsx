import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, Field, Input, NativeSelect } from "@/shared/ui";
import type { Side } from "@/shared/api";
import { withBot, type Mapping } from "./mapping-model";

interface MappingBotsProps {
  mapping: Mapping | null;
  onChange: (mapping: Mapping | null) => void;
}

/** Which side each 3Commas DCA bot takes: its messages open a deal without saying so. */
export function MappingBots({ mapping, onChange }: MappingBotsProps) {
  const bots = Object.entries(mapping?.bot_sides ?? {});
  const [bot, setBot] = useState("");
  const [side, setSide] = useState<Side>("buy");
  return (
    <section aria-label="3Commas bots" className="grid gap-2">
      <h3 className="text-sm font-medium">3Commas: the side of each DCA bot</h3>
      {bots.map(([id, takes]) => (
        <div key={id} role="group" aria-label={`Bot ${id}`} className="flex items-center gap-2 text-sm">
          <code className="min-w-0 flex-1 font-mono text-xs break-all">{id}</code>
          <NativeSelect
            aria-label={`Side of bot ${id}`}
            className="w-auto"
            value={takes}
            onChange={(event) => onChange(withBot(mapping, id, event.target.value as Side))}
          >
            <option value="buy">buys</option>
            <option value="sell">sells</option>
          </NativeSelect>
          <Button
            variant="quiet"
            size="icon-sm"
            aria-label={`Forget bot ${id}`}
            onClick={() => onChange(withBot(mapping, id, null))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Bot, as bot_id in its messages">
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={bot}
              onChange={(event) => setBot(event.target.value)}
            />
          )}
        </Field>
        <Field label="Takes">
          {(control) => (
            <NativeSelect {...control} value={side} onChange={(event) => setSide(event.target.value as Side)}>
              <option value="buy">buys</option>
              <option value="sell">sells</option>
            </NativeSelect>
          )}
        </Field>
        <Button
          disabled={!bot.trim()}
          onClick={() => {
            onChange(withBot(mapping, bot.trim(), side));
            setBot("");
          }}
        >
          <Plus aria-hidden /> Add bot
        </Button>
      </div>
    </section>
  );
}
