import type { ApiResource } from "./apiResource";
import { activation } from "./readiness";
import { hostReadiness, labelledHost, stackReadiness } from "./readiness";

const resource = (fields: Partial<ApiResource>): ApiResource => ({
  id: "1x1",
  type: "x",
  links: {},
  transitioning: "no",
  ...fields,
});
const LABEL = { name: "meshstack.host", value: "dev-a" };
const host = (fields: Partial<ApiResource>) =>
  resource({ labels: { "meshstack.host": "dev-a" }, state: "active", agentState: "active", ...fields });

test.each<[string, ApiResource[], object]>([
  ["none", [], { kind: "waiting", message: "the host a has not registered yet" }],
  ["only another host", [host({ labels: { "meshstack.host": "dev-b" } })], { kind: "waiting" }],
  ["without labels", [host({ labels: null })], { kind: "waiting" }],
  ["removed", [host({ state: "removed", removed: "2020-01-01" })], { kind: "waiting" }],
  [
    "registering",
    [host({ state: "activating", transitioning: "yes", transitioningMessage: "In Progress" })],
    { kind: "waiting", message: "the host a is activating: In Progress" },
  ],
  [
    "with a disconnected agent",
    [host({ agentState: "reconnecting" })],
    { kind: "waiting", message: "the host a is active, its agent is reconnecting" },
  ],
  [
    "failed",
    [host({ state: "error", transitioning: "error", transitioningMessage: "no Docker" })],
    { kind: "failed", message: "the host a is in error: error: no Docker" },
  ],
  ["active", [host({})], { kind: "done" }],
])("hosts: %s", (_, hosts, expected) => {
  expect(hostReadiness(labelledHost(hosts, LABEL), "the host a")).toMatchObject(expected);
});

test("uses the later one of a host that registered twice", () => {
  const hosts = [host({ id: "1h1", createdTS: 1 }), host({ id: "1h2", createdTS: 2 })];
  expect(labelledHost(hosts, LABEL)?.id).toBe("1h2");
  expect(labelledHost([...hosts].reverse(), LABEL)?.id).toBe("1h2");
});

const stack = (fields: Partial<ApiResource>) =>
  resource({ name: "kubernetes", state: "active", healthState: "healthy", ...fields });

test.each<[string, ApiResource[], object]>([
  ["none", [], { kind: "waiting", message: "the stack kubernetes does not exist yet" }],
  ["only another stack", [stack({ name: "ipsec" })], { kind: "waiting" }],
  [
    "starting",
    [stack({ healthState: "initializing" })],
    { kind: "waiting", message: "the stack kubernetes is active, its health is initializing" },
  ],
  ["failed", [stack({ state: "error" })], { kind: "failed" }],
  ["healthy", [stack({ name: "ipsec" }), stack({})], { kind: "done" }],
])("stacks: %s", (_, stacks, expected) => {
  expect(stackReadiness(stacks, "kubernetes")).toMatchObject(expected);
});

test.each<[string, ApiResource | undefined, object]>([
  ["removed", undefined, { kind: "failed", message: "it was removed during the wait" }],
  ["removed", resource({ state: "removed" }), { kind: "failed" }],
  ["registering", resource({ state: "registering", transitioning: "yes" }), { kind: "waiting" }],
  ["active with a running process", resource({ state: "active", transitioning: "yes" }), { kind: "waiting" }],
  ["active", resource({ state: "active" }), { kind: "done" }],
])("activation: %s", (_, found, expected) => {
  expect(activation(found, "it")).toMatchObject(expected);
});
