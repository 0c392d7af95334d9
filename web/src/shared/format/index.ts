export * from "./decimal";
export * from "./time";
export * from "./cause";
