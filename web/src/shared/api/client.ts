/** The API, typed by its OpenAPI document: a call gives the document it answers or throws a `ProblemError`. */
import createClient from "openapi-fetch";
import type { paths } from "@/gen/schema";
import { problemFrom } from "./problem";
import { authorisedFetch } from "./transport";

export const http = createClient<paths>({
  baseUrl: location.origin,
  credentials: "same-origin",
  fetch: authorisedFetch,
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Take the document out of an answer, or throw what the server said instead of it. */
export async function read<T>(call: Promise<Answer<T>>): Promise<Exclude<T, undefined>> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemFrom(response, error);
  return data as Exclude<T, undefined>;
}
