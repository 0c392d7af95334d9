import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "./button";

interface CopyButtonProps extends Omit<ButtonProps, "onClick" | "children"> {
  text: string;
  /** What is copied, for the button's name: "agent URL". */
  what: string;
  label?: string;
}

export function CopyButton({ text, what, label, ...props }: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");

  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 1600);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState(copyBySelection(text) ? "copied" : "failed"); // plain http on a LAN address has no clipboard API
    }
  };

  const said = state === "copied" ? "Copied" : state === "failed" ? "Select and copy by hand" : null;
  return (
    <Button
      size={label ? "sm" : "icon-sm"}
      variant="secondary"
      aria-label={`Copy ${what}`}
      onClick={() => void copy()}
      {...props}
    >
      {state === "copied" ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />}
      {label && (said ?? label)}
      <span role="status" className="sr-only">
        {said}
      </span>
    </Button>
  );
}

function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
