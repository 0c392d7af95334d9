export * from "./accounts";
export * from "./discrepancies";
export * from "./instruments";
export * from "./legal";
export * from "./market";
export * from "./me";
export * from "./orders";
export * from "./venues";
