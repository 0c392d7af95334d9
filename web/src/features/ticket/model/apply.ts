/** Changes that something else than typing makes to the ticket. */
import { useEffect } from "react";
import type { Form } from "@/shared/hooks/use-form";
import type { Draft } from "./draft";
import { fitted, type Offers } from "./offers";

/** Take over the server's smallest change; a quantity is in units, so the size is given in units from then on. */
export function applyChange(form: Form<Draft>, field: string, value: string): void {
  if (field === "quantity") {
    form.set("qty_mode", "fixed");
    form.set("qty", value);
  } else if (field === "limit_price") {
    form.set("price_source", "typed");
    form.set("limit_price", value);
  } else if (field === "stop_price") form.set("stop_price", value);
}

/** Another account or symbol may offer less: what is not offered there is taken back. */
export function useFitting(form: Form<Draft>, offers: Offers): void {
  const { values, set } = form;
  useEffect(() => {
    const next = fitted(values, offers);
    for (const name of ["type", "time_in_force", "post_only", "extended_hours"] as const)
      if (next[name] !== values[name]) set(name, next[name]);
  });
}
