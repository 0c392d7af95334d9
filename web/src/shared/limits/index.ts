export * from "./blackouts-field";
export * from "./limit-rules";
export * from "./sessions-field";
export * from "./symbols";
