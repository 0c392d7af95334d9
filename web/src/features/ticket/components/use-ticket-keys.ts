import type { KeyboardEvent } from "react";
import type { Form } from "@/shared/hooks/use-form";
import type { Draft, TicketAction, TicketType } from "../model/draft";
import type { Offers } from "../model/offers";

const ACTIONS: Record<string, TicketAction> = { KeyB: "buy", KeyS: "sell", KeyE: "exit" };
const TYPES: readonly TicketType[] = ["market", "limit", "stop", "stop_limit", "trailing_stop"];

interface TicketKeys {
  form: Form<Draft>;
  offers: Offers;
  send: () => void;
  toggleHelp: () => void;
}

/** The ticket's own keys; they work from every field, because none of them types anything. */
export function ticketKeys({ form, offers, send, toggleHelp }: TicketKeys) {
  return (event: KeyboardEvent) => {
    const isTyping = /^(INPUT|TEXTAREA)$/.test((event.target as HTMLElement).tagName);
    const type = TYPES[Number(/^Digit([1-5])$/.exec(event.code)?.[1]) - 1];
    const action = ACTIONS[event.code];
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    else if (event.key === "Enter" && isTyping)
      event.preventDefault(); // Enter alone in a field never sends
    else if (event.key === "?" && !isTyping) toggleHelp();
    else if (event.altKey && action) form.set("action", action);
    else if (event.altKey && type) {
      if (offers.type(type) === null) form.set("type", type);
    } else return;
    event.preventDefault();
  };
}
