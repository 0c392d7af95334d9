/** Why an order is not known, in words: a broken connection is recorded by the name its library gives it. */

const WORDS: Readonly<Record<string, string>> = {
  ConnectError: "the venue could not be reached",
  ConnectTimeout: "the venue could not be reached in time",
  PoolTimeout: "no connection to the venue was free in time",
  ReadError: "the connection broke before the answer came",
  ReadTimeout: "the venue did not answer in time",
  RemoteProtocolError: "the venue closed the connection without an answer",
  TimeoutError: "the venue did not answer in time",
  WriteError: "the connection broke while the request was sent",
  WriteTimeout: "the request could not be sent in time",
};

/** The cause as a person says it; what is already said in words is returned as it is. */
export function plainCause(cause: string): string {
  const name = /^(\w+)(?::|$)/.exec(cause)?.[1] ?? "";
  return WORDS[name] ?? cause;
}
