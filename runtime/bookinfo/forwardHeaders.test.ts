import fc from "fast-check";
import { forwardHeaders, forwardHeadersOfUser } from "./forwardHeaders";

const tracing = {
  "x-request-id": "34eeb41d",
  "x-b3-traceid": "80f198ee56343ba8",
  "x-b3-spanid": "e457b5a2e4d86bd1",
  "x-b3-parentspanid": "05e3ac9a4f6e3b90",
  "x-b3-sampled": "1",
  "x-b3-flags": "0",
  b3: "80f198ee56343ba8-e457b5a2e4d86bd1-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  tracestate: "a=b",
  "x-ot-span-context": "x",
  "user-agent": "test",
};

test("forwards trace, cookie and user headers, but no headers of the connection", () => {
  const own = { host: "reviews", connection: "close", "content-length": "3", authorization: "Basic secret" };
  const person = { cookie: "user=jason", "end-user": "jason" };
  expect(forwardHeaders({ ...tracing, ...person, ...own })).toEqual({ ...tracing, ...person });
});

test("productpage forwards only the signed-in user", () => {
  const cookie = "user=jason";
  expect(forwardHeadersOfUser({ ...tracing, cookie })).toEqual({ ...tracing, cookie, "end-user": "jason" });
  expect(forwardHeadersOfUser({ cookie, "end-user": "admin" })).toEqual({ cookie, "end-user": "jason" });
  expect(forwardHeadersOfUser({ "end-user": "admin" })).toEqual({});
});

test("adds and changes no header", () => {
  const name = fc.oneof(fc.constantFrom(...Object.keys(tracing), "cookie", "end-user", "host"), fc.string());
  fc.assert(
    fc.property(fc.dictionary(name, fc.string()), (incoming) => {
      for (const [key, value] of Object.entries(forwardHeaders(incoming))) expect(incoming[key]).toBe(value);
      for (const [key, value] of Object.entries(forwardHeadersOfUser(incoming))) {
        if (key !== "end-user") expect(incoming[key]).toBe(value);
      }
    }),
  );
});
