export * from "./decimal";
export * from "./time";
