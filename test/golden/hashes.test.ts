import { describeReference } from "../reference";
import { hashesOf, hashOf, releaseHashes } from "./hashes";
import hashes from "./hashes.json";
import { releaseDifferences } from "./release";

const service = (ports: object[], name = "web") => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec: { ports },
});

test("objects of the same meaning have the same hash, others do not", () => {
  const [http, https] = [
    { name: "http", port: 80 },
    { name: "https", port: 443 },
  ];
  expect(hashOf(service([http, https]))).toBe(hashOf(service([https, { ...http, protocol: "TCP" }])));
  expect(hashOf(service([http, https]))).not.toBe(hashOf(service([http, { ...https, port: 444 }])));
});

test("rejects two objects of one identity", () => {
  expect(() => hashesOf([service([]), service([{ port: 80 }])])).toThrow("Service web: found twice");
});

test("names missing, extra and different objects of a file", () => {
  const objects = [service([]), { ...service([]), kind: "Deployment", metadata: { name: "zipkin" } }];
  const differences = releaseDifferences(objects, ["addons/zipkin.yaml"]);
  expect(differences).toContain("Service istio-system/zipkin: missing");
  expect(differences).toContain("Service web: extra");
  expect(() => releaseDifferences([], ["addons/none.yaml"])).toThrow("addons/none.yaml");
});

describeReference("hashes.json", () => {
  it("equals the output of writeHashes.ts for the reference data", () => {
    expect(hashes).toEqual(releaseHashes());
  });
});
