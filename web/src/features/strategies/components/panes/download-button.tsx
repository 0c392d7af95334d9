import { Download } from "lucide-react";
import { Button } from "@/shared/ui";
import type { JsonRecord } from "../../document/json";
import { typedOf } from "../../document/scalars";

/** "EMA cross with RSI" as a file is called: "ema-cross-with-rsi". */
export function fileName(document: JsonRecord): string {
  const plain = typedOf(document["name"])
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return plain || "strategy";
}

/** Save a text as a file. */
export function DownloadButton({
  what,
  name,
  text,
  type,
}: {
  what: string;
  name: string;
  text: string;
  type: string;
}) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([text], { type }));
    Object.assign(document.createElement("a"), { href: url, download: name }).click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button size="icon-sm" aria-label={`Download ${what}`} title={`Download ${name}`} onClick={save}>
      <Download aria-hidden />
    </Button>
  );
}
