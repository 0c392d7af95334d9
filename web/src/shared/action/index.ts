export type { Action } from "./action";
export { useShortcuts } from "./shortcuts";
