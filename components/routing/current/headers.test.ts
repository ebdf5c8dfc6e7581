import { problemPaths, service } from "../../../test/support/routing/specParts";

const problemsOf = (value: string): string[] =>
  problemPaths("VirtualService", service({ headers: { request: { set: { "x-a": value } } } }));

test.each([
  "",
  "a",
  "50%%",
  "%PROTOCOL%",
  "%REQ(x-a)% and %REQ(x-b)%",
  '%DYNAMIC_METADATA(["a", "b"])%',
  "%%".repeat(100),
])("accepts the header value %j", (value) => {
  expect(problemsOf(value)).toEqual([]);
});

// The last ones take a linear time only if no text matches in two ways.
test.each(["100%", "%REQ(x-a)", "%REQ()%", "a\nb", "%%".repeat(100) + "%", "%A(a)%".repeat(100) + "%"])(
  "rejects the header value %j",
  (value) => {
    expect(problemsOf(value)).toHaveLength(1);
  },
);
