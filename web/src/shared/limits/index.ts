export * from "./blackouts-field";
export * from "./sessions-field";
export * from "./symbols";
