import { describe, expect, it } from "vitest";
import { plainCause } from "./cause";

describe("plainCause", () => {
  it("says what the name of a broken connection means", () => {
    expect(plainCause("RemoteProtocolError: Server disconnected without sending a response.")).toBe(
      "the venue closed the connection without an answer",
    );
    expect(plainCause("ReadTimeout")).toBe("the venue did not answer in time");
  });

  it("leaves words as they are", () => {
    expect(plainCause("insufficient buying power")).toBe("insufficient buying power");
    expect(plainCause("Alpaca answered HTTP 503")).toBe("Alpaca answered HTTP 503");
  });
});
