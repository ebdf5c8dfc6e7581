import { compareObjects, describeDifferences, parseObjects } from "./compare";

const service = `
kind: Service
apiVersion: v1
metadata: {name: web, namespace: shop}
spec:
  ports: [{name: http, port: 80}, {name: https, port: 443}]
`;

const differences = (expected: string, produced: string) =>
  describeDifferences(compareObjects(parseObjects(expected), parseObjects(produced)));

describe("compareObjects", () => {
  it("ignores the order of maps and keyed lists, and explicit defaults", () => {
    const other = `
apiVersion: v1
kind: Service
metadata: {namespace: shop, name: web}
spec:
  type: ClusterIP
  ports: [{port: 443, name: https, targetPort: "443"}, {port: 80, name: http, protocol: TCP, targetPort: 80}]
---
`;
    expect(differences(service, other)).toBe("");
  });

  it("names the object, the path and both values", () => {
    expect(differences(service, service.replace("port: 443", "port: 444"))).toBe(
      "Service shop/web: spec.ports[https].port\n  expected: 443\n  produced: 444",
    );
    expect(differences(service, `${service}  type: NodePort`)).toBe(
      'Service shop/web: spec.type\n  expected: (nothing)\n  produced: "NodePort"',
    );
  });

  it("reports every missing and every extra object", () => {
    expect(differences(`${service}---${service.replace("web", "api")}`, service)).toBe(
      "Service shop/api: missing",
    );
    expect(differences(service, `${service}---${service.replace("shop", "mall")}`)).toBe(
      "Service mall/web: extra, nothing expects it",
    );
  });

  it("compares the order of lists in which it matters", () => {
    const job = (args: string, inits: string) => `
apiVersion: batch/v1
kind: Job
metadata: {name: j}
spec: {template: {spec: {initContainers: [${inits}], containers: [{name: a, args: [${args}]}]}}}
`;
    expect(differences(job("x, y", "{name: i}"), job("y, x", "{name: i}"))).toContain(
      'containers[a].args[0]\n  expected: "x"\n  produced: "y"',
    );
    expect(differences(job("x", "{name: i}, {name: k}"), job("x", "{name: k}, {name: i}"))).not.toBe("");
  });

  it("compares YAML in a ConfigMap and quantities by their meaning", () => {
    const map = (text: string, cpu: string) => `
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {mesh: "${text}"}
limits: {cpu: ${cpu}}
`;
    expect(differences(map("a: 1\\n# note\\nb: 2", "500m"), map("{b: 2, a: 1}", "0.5"))).toBe("");
    expect(differences(map("a: 1", "1"), map("a: 2", "1"))).toContain("ConfigMap c: data.mesh.a");
    expect(differences(map("[ no yaml", "1"), map("[ no  yaml", "1"))).toContain("ConfigMap c: data.mesh");
  });

  it("adjusts only the expected objects", () => {
    const [object] = parseObjects(service);
    const typed = { ...object!, spec: { ...(object!.spec as object), type: "NodePort" } };
    const adjustment = (given: typeof typed) => (given.kind === "Service" ? typed : undefined);
    expect(compareObjects([object!], [typed], [adjustment as never])).toEqual([]);
    expect(compareObjects([object!], [object!], [adjustment as never])).toHaveLength(1);
  });

  it("rejects two objects of one identity, and text that is not YAML", () => {
    expect(() => differences(`${service}---${service}`, service)).toThrow("Service shop/web: found twice");
    expect(() => parseObjects("a: [1")).toThrow(/line 1/);
  });
});
