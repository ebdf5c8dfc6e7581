import * as fc from "fast-check";
import type { Problem } from "../../routing/problems";
import { type PeerAuthenticationSpec, validatePeerAuthentication } from "./peerAuthentication";
import { type TelemetrySpec, validateTelemetry } from "./telemetry";
import {
  completePeerAuthentication,
  completeTelemetry,
  selector,
} from "../../../test/golden/currentPolicies";

const lines = (problems: Problem[]) => problems.map(({ path, message }) => `${path}: ${message}`);
const ofAuthentication = (spec: unknown) => lines(validatePeerAuthentication(spec as PeerAuthenticationSpec));
const ofTelemetry = (spec: unknown) => lines(validateTelemetry(spec as TelemetrySpec));

test("specs that use every field, or none, are right", () => {
  expect(ofAuthentication(completePeerAuthentication)).toEqual([]);
  expect(ofTelemetry(completeTelemetry)).toEqual([]);
  expect([ofAuthentication({}), ofTelemetry({})]).toEqual([[], []]);
});

test.each<[says: string, spec: unknown, path: string]>([
  ["a mode that is none", { mtls: { mode: "MUTUAL" } }, "mtls.mode"],
  ["a port that is none", { selector, portLevelMtls: { 0: {} } }, "portLevelMtls.0"],
  ["a port too high", { selector, portLevelMtls: { 65536: {} } }, "portLevelMtls.65536"],
  ["ports for the whole mesh", { portLevelMtls: { 80: {} } }, ""],
  ["ports with a selector of everything", { selector: {}, portLevelMtls: { 80: {} } }, ""],
  ["a label with a wildcard", { selector: { matchLabels: { "*": "a" } } }, 'selector.matchLabels."*"'],
  ["a field that is none", { mtl: {} }, "mtl"],
  ["no mapping", [], ""],
])("a PeerAuthentication with %s is refused", (_, spec, path) => {
  expect(ofAuthentication(spec)).toEqual([expect.stringMatching(new RegExp(`^${escaped(path)}: `))]);
});

test.each<[says: string, spec: unknown, path: string]>([
  [
    "a share above a hundred",
    { tracing: [{ randomSamplingPercentage: 101 }] },
    "tracing[0].randomSamplingPercentage",
  ],
  ["a provider without a name", { metrics: [{ providers: [{}] }] }, "metrics[0].providers[0].name"],
  ["a tag from nowhere", { tracing: [{ customTags: { a: {} } }] }, "tracing[0].customTags.a"],
  [
    "a tag from two places",
    { tracing: [{ customTags: { a: { literal: { value: "b" }, header: { name: "c" } } } }] },
    "tracing[0].customTags.a",
  ],
  [
    "a label set to nothing",
    { metrics: [{ overrides: [{ tagOverrides: { a: {} } }] }] },
    "metrics[0].overrides[0].tagOverrides.a",
  ],
  [
    "a label left out and set",
    { metrics: [{ overrides: [{ tagOverrides: { a: { operation: "REMOVE", value: "b" } } }] }] },
    "metrics[0].overrides[0].tagOverrides.a",
  ],
  [
    "an empty filter",
    { accessLogging: [{ filter: { expression: "" } }] },
    "accessLogging[0].filter.expression",
  ],
])("a Telemetry with %s is refused", (_, spec, path) => {
  expect(ofTelemetry(spec)).toEqual([expect.stringMatching(new RegExp(`^${escaped(path)}: `))]);
});

test("all problems of a spec come at once", () => {
  expect(ofAuthentication({ mtls: { mode: "NONE" }, selector: { labels: {} } })).toEqual([
    'mtls.mode: found "NONE"; expected one of UNSET, DISABLE, PERMISSIVE, STRICT.',
    "selector.labels: found an unknown field; expected one of matchLabels.",
  ]);
});

test("any value whatever has problems or none, and is never an error", () => {
  fc.assert(
    fc.property(fc.anything(), (spec) => {
      for (const problems of [ofAuthentication(spec), ofTelemetry(spec)]) {
        expect(problems.every((line) => line.includes(": "))).toBe(true);
      }
    }),
  );
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
