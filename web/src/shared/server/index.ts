export * from "./accounts";
export * from "./instruments";
export * from "./me";
