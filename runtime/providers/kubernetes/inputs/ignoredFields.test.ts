import { withIgnored } from "./ignoredFields";

const owned = (manager: string, fieldsV1: object) => ({
  manager,
  operation: "Update",
  fieldsV1: fieldsV1 as never,
});
const live = {
  metadata: {
    labels: { a: "live" },
    managedFields: [
      owned("autoscaler", { "f:spec": { "f:replicas": {} } }),
      owned("mine", { "f:spec": { "f:paused": {} } }),
      owned("other", { "f:spec": { "f:paused": {} } }),
    ],
  },
  spec: { replicas: 7, paused: true, unowned: "live" },
};
const inputs = {
  metadata: { labels: { a: "input" } },
  spec: { replicas: 2, paused: false, unowned: "input", other: 1 },
};

test.each([
  ["spec.replicas", { ...inputs, spec: { paused: false, unowned: "input", other: 1 } }],
  ["spec.paused", { ...inputs, spec: { ...inputs.spec, paused: true } }],
  ["spec.unowned", { ...inputs, spec: { ...inputs.spec, unowned: "live" } }],
  ["metadata.labels.a", { ...inputs, metadata: { labels: { a: "live" } } }],
  ["spec.absent", inputs],
  ["spec.list[0].value", inputs],
])("with %s ignored, another owner or the live value prevails", (path, wanted) => {
  expect(withIgnored(inputs, live, [path], "mine")).toEqual(wanted);
  expect(inputs.spec.replicas).toBe(2);
});
