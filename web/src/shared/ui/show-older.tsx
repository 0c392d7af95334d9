import { Button } from "./button";

interface ShowOlderProps {
  /** The list that is read page by page, as its query knows it. */
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  /** What is listed: "orders" makes "Show older orders". */
  what: string;
}

/** The foot of a list that goes further back; nothing once its end is shown. */
export function ShowOlder({ query, what }: ShowOlderProps) {
  if (!query.hasNextPage) return null;
  return (
    <div className="p-3 text-center">
      <Button size="sm" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        Show older {what}
      </Button>
    </div>
  );
}
