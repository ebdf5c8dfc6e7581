import { OutputValue } from "../../protocol/values";
import { goalOf, type Registration } from "./registration";

const registration = (more: Partial<Registration>): Registration => ({
  type: "m:i:T",
  name: "n",
  custom: true,
  properties: {},
  dependencies: [],
  propertyDependencies: {},
  providers: {},
  ignoreChanges: [],
  replaceOnChanges: [],
  additionalSecretOutputs: [],
  hideDiff: [],
  aliases: [],
  customTimeouts: { create: "", update: "", delete: "", read: "" },
  version: "",
  downloadUrl: "",
  importId: "",
  ...more,
});

describe("a registration", () => {
  it("rejects a timeout that is not a duration", () => {
    const customTimeouts = { create: "soon", update: "", delete: "", read: "" };
    expect(() => goalOf(registration({ customTimeouts }), "p")).toThrow(
      'the resource m:i:T "n" has the create timeout "soon", which is not a duration',
    );
  });

  it("adds the dependencies of output values to its own", () => {
    const goal = goalOf(
      registration({
        properties: { a: { deep: [new OutputValue("v", true, ["urn:2"])] }, b: 1 },
        dependencies: ["urn:1"],
        propertyDependencies: { a: ["urn:1"] },
      }),
      "p",
    );
    expect(goal.dependencies).toEqual(["urn:1", "urn:2"]);
    expect(goal.propertyDependencies).toEqual({ a: ["urn:1", "urn:2"] });
    expect(goal.properties.b).toBe(1);
  });

  it("of a provider contains the version of its plugin", () => {
    const goal = goalOf(
      registration({ type: "pulumi:providers:m", version: "1.2.3", properties: { a: 1 } }),
      undefined,
    );
    expect(goal.properties).toEqual({ a: 1, version: "1.2.3", __internal: {} });
  });
});
