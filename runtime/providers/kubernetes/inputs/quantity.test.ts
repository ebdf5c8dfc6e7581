import fc from "fast-check";
import { canonicalQuantity } from "./quantity";

/** Results of `resource.ParseQuantity(…).String()` of k8s.io/apimachinery v0.36.1. */
test.each([
  ["1024Mi", "1Gi"],
  ["1000m", "1"],
  ["0.5", "500m"],
  ["1.5Gi", "1536Mi"],
  ["100Mi", "100Mi"],
  ["1000", "1k"],
  ["1500", "1500"],
  ["100000", "100k"],
  ["1e3", "1e3"],
  ["12E6", "12E6"],
  ["1E", "1E"],
  ["00", "0"],
  ["-1024Ki", "-1Mi"],
  ["+5", "+5"],
  ["100.123k", "100.123k"],
  ["1.500k", "1.500k"],
  ["0.1", "100m"],
  ["1Ki", "1Ki"],
  ["0.5Ki", "512"],
  ["0.25Mi", "256Ki"],
  ["16Ei", "9223372036854775807"],
  ["0.0000000001", "1n"],
  ["1.25u", "1250n"],
  ["5000000u", "5"],
  ["2.5", "2500m"],
  ["007", "007"],
  ["1.0", "1"],
  ["10e-3", "10e-3"],
  ["1e1", "10"],
  ["0.5m", "500u"],
  ["1000M", "1G"],
  ["1000Ki", "1000Ki"],
  ["1e20", "100e18"],
  ["1.1Ki", "1126400m"],
  ["0.0001Ki", "102400u"],
  ["k", "0"],
])("writes %s as %s", (given, wanted) => {
  expect(canonicalQuantity(given)).toBe(wanted);
});

test.each(["", "1kk", "1 Gi", "1Zi", "Mi1", "1e", "one"])("rejects %j", (text) => {
  expect(() => canonicalQuantity(text)).toThrow("is not a quantity");
});

test("writes a canonical quantity unchanged", () => {
  const suffixes = ["n", "u", "m", "", "k", "M", "G", "Ki", "Mi", "Gi"];
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.integer({ min: 0, max: 99 }),
      fc.constantFrom(...suffixes),
      (whole, fraction, suffix) => {
        const once = canonicalQuantity(`${whole}.${fraction}${suffix}`);
        expect(canonicalQuantity(once)).toBe(once);
      },
    ),
  );
});
