import * as fc from "fast-check";
import { escapeRegExp } from "../../../lib/escapeRegExp";
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

test("accepts specs that use every field or none", () => {
  expect(ofAuthentication(completePeerAuthentication)).toEqual([]);
  expect(ofTelemetry(completeTelemetry)).toEqual([]);
  expect([ofAuthentication({}), ofTelemetry({})]).toEqual([[], []]);
});

test.each<[says: string, spec: unknown, path: string]>([
  ["an invalid mode", { mtls: { mode: "MUTUAL" } }, "mtls.mode"],
  ["port 0", { selector, portLevelMtls: { 0: {} } }, "portLevelMtls.0"],
  ["port 65536", { selector, portLevelMtls: { 65536: {} } }, "portLevelMtls.65536"],
  ["ports for the whole mesh", { portLevelMtls: { 80: {} } }, ""],
  ["ports with an empty selector", { selector: {}, portLevelMtls: { 80: {} } }, ""],
  ["a label with a wildcard", { selector: { matchLabels: { "*": "a" } } }, 'selector.matchLabels."*"'],
  ["an unknown field", { mtl: {} }, "mtl"],
  ["a list instead of a mapping", [], ""],
])("rejects a PeerAuthentication with %s", (_, spec, path) => {
  expect(ofAuthentication(spec)).toEqual([expect.stringMatching(new RegExp(`^${escapeRegExp(path)}: `))]);
});

test.each<[says: string, spec: unknown, path: string]>([
  [
    "a share above a hundred",
    { tracing: [{ randomSamplingPercentage: 101 }] },
    "tracing[0].randomSamplingPercentage",
  ],
  ["a provider without a name", { metrics: [{ providers: [{}] }] }, "metrics[0].providers[0].name"],
  ["a tag without a source", { tracing: [{ customTags: { a: {} } }] }, "tracing[0].customTags.a"],
  [
    "a tag with two sources",
    { tracing: [{ customTags: { a: { literal: { value: "b" }, header: { name: "c" } } } }] },
    "tracing[0].customTags.a",
  ],
  [
    "a label without a value",
    { metrics: [{ overrides: [{ tagOverrides: { a: {} } }] }] },
    "metrics[0].overrides[0].tagOverrides.a",
  ],
  [
    "a removed label with a value",
    { metrics: [{ overrides: [{ tagOverrides: { a: { operation: "REMOVE", value: "b" } } }] }] },
    "metrics[0].overrides[0].tagOverrides.a",
  ],
  [
    "an empty filter",
    { accessLogging: [{ filter: { expression: "" } }] },
    "accessLogging[0].filter.expression",
  ],
])("rejects a Telemetry with %s", (_, spec, path) => {
  expect(ofTelemetry(spec)).toEqual([expect.stringMatching(new RegExp(`^${escapeRegExp(path)}: `))]);
});

test("reports all problems of a spec", () => {
  expect(ofAuthentication({ mtls: { mode: "NONE" }, selector: { labels: {} } })).toEqual([
    'mtls.mode: found "NONE"; expected one of UNSET, DISABLE, PERMISSIVE, STRICT.',
    "selector.labels: found an unknown field; expected one of matchLabels.",
  ]);
});

test("returns problems for any value and never throws", () => {
  fc.assert(
    fc.property(fc.anything(), (spec) => {
      for (const problems of [ofAuthentication(spec), ofTelemetry(spec)]) {
        expect(problems.every((line) => line.includes(": "))).toBe(true);
      }
    }),
  );
});
