const keys: [keys: string, does: string][] = [
  ["n", "Open the ticket, from any page"],
  ["Alt B, Alt S, Alt E", "Buy, sell, exit"],
  ["Alt 1 … Alt 5", "Market, limit, stop, stop limit, trailing stop"],
  ["↑ ↓", "One tick or lot up or down; Shift or Page goes ten. On a line of the chart too"],
  ["Ctrl or ⌘ Enter", "Send, from any field"],
  ["?", "Show or hide these keys"],
  ["Esc", "Close; nothing is sent"],
];

/** The ticket by keyboard. */
export function KeyHelp() {
  return (
    <section aria-label="Keys" className="rounded-card border border-line bg-sunken px-3 py-2">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
        {keys.map(([key, does]) => (
          <div key={key} className="contents">
            <dt className="font-medium">{key}</dt>
            <dd className="text-ink-soft">{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
