import { setupServer } from "msw/node";

/** Answers for the API in tests; each test adds the few handlers it needs, anything else is an error. */
export const server = setupServer();
