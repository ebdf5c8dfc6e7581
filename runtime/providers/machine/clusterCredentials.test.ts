import { createPrivateKey, X509Certificate } from "node:crypto";
import { tmpdir } from "node:os";
import { Secret, UNKNOWN } from "../../protocol/values";
import { leavesOf } from "./pki/catalogue";
import { pkiOptions } from "../../../test/support/testPki";
import { TestResource } from "../../../test/support/testResource";

const INPUTS = { clusterName: "dev", server: "https://127.0.0.1:6443", serviceIPs: ["10.96.0.1"], hosts: [] };
const newResource = () => new TestResource("local:index:ClusterCredentials", tmpdir());
const filesOf = (resource: TestResource) => ({ ...(resource.outputs.files as Record<string, string>) });
const changed = (before: Record<string, string>, after: Record<string, string>) =>
  Object.keys(after)
    .filter((name) => name.endsWith(".crt") && before[name] !== after[name])
    .map((name) => name.slice(0, -4))
    .sort();

test("marks every private key as a secret, and changes nothing while nothing is due", async () => {
  const resource = newResource();
  expect(await resource.up(INPUTS)).toBe("create");
  const { files, kubeconfig, adminKey, ...others } = resource.state!.outputs;
  for (const value of [files, kubeconfig, adminKey]) expect(value).toBeInstanceOf(Secret);
  expect(JSON.stringify(others)).not.toContain("PRIVATE KEY");
  createPrivateKey(resource.outputs.adminKey as string);
  expect(await resource.up(INPUTS)).toBe("same");
});

test("changed hosts reissue the serving certificate, and a changed server only the kubeconfig", async () => {
  const resource = newResource();
  await resource.up(INPUTS);
  const before = filesOf(resource);
  expect(await resource.up({ ...INPUTS, hosts: ["cluster.example"] })).toBe("update");
  const after = filesOf(resource);
  expect(changed(before, after)).toEqual(["apiserver"]);
  expect(new X509Certificate(after["apiserver.crt"]!).checkHost("cluster.example")).toBeDefined();
  await resource.up({ ...INPUTS, hosts: ["cluster.example"], server: "https://cluster.example:6443" });
  expect(changed(after, filesOf(resource))).toEqual([]);
  expect(resource.outputs.kubeconfig).toContain("https://cluster.example:6443");
});

test("adds, renames and removes a node with its certificates, and updates the API server's", async () => {
  const resource = newResource();
  await resource.up(INPUTS);
  const without = filesOf(resource);
  expect(await resource.up({ ...INPUTS, node: { name: "a", address: "198.18.0.1" } })).toBe("update");
  const first = filesOf(resource);
  expect(changed(without, first)).toEqual(["apiserver", "kube-proxy", "kubelet", "kubelet-serving"]);
  expect(await resource.up({ ...INPUTS, node: { name: "b", address: "198.18.0.1" } })).toBe("update");
  expect(changed(first, filesOf(resource))).toEqual(["kubelet", "kubelet-serving"]);
  expect(await resource.up(INPUTS)).toBe("update");
  expect(changed(filesOf(resource), without)).toEqual(["apiserver"]);
  expect(Object.keys(filesOf(resource)).sort()).toEqual(Object.keys(without).sort());
});

test("the next up renews certificates that expire soon, under the same authority", async () => {
  const resource = newResource();
  await resource.up({ ...INPUTS, validityDays: 10, renewBeforeDays: 2 });
  const before = filesOf(resource);
  // A larger renewal period makes the same certificates due.
  const due = { ...INPUTS, validityDays: 10, renewBeforeDays: 9.9 };
  resource.state!.inputs = due;
  expect(await resource.up(due)).toBe("same");
  jest.useFakeTimers({ now: Date.now() + 2 * 24 * 3600 * 1000, doNotFake: ["nextTick", "setImmediate"] });
  try {
    expect((await resource.diff(due)).detailedDiff).toEqual({ files: { kind: "update", inputDiff: false } });
    expect(await resource.up(due)).toBe("update");
  } finally {
    jest.useRealTimers();
  }
  const after = filesOf(resource);
  expect(changed(before, after)).toEqual(Object.keys(leavesOf(pkiOptions(INPUTS))).sort());
  expect(after["ca.crt"]).toBe(before["ca.crt"]);
  expect(after["sa.key"]).toBe(before["sa.key"]);
});

test("an authority that expires soon replaces everything", async () => {
  const resource = newResource();
  const short = { ...INPUTS, authorityValidityDays: 1, validityDays: 60 };
  await resource.up(short);
  expect((await resource.diff(short)).replaces).toContain("caCertificate");
});

test("a clock that jumps back before the certificates' start replaces everything, once", async () => {
  const resource = newResource();
  await resource.up(INPUTS);
  const hourBack = Date.now() - 3600 * 1000;
  jest.useFakeTimers({ now: hourBack, doNotFake: ["nextTick", "setImmediate"] });
  try {
    expect((await resource.diff(INPUTS)).replaces).toContain("caCertificate");
    expect(await resource.up(INPUTS)).toBe("replace");
    expect(await resource.up(INPUTS)).toBe("same");
  } finally {
    jest.useRealTimers();
  }
  // The clock is right again.
  expect(await resource.up(INPUTS)).toBe("same");
});

test("what a clock that is ahead has issued is issued again under the same authority once the clock is right", async () => {
  const resource = newResource();
  await resource.up(INPUTS);
  const inputs = { ...INPUTS, hosts: ["cluster.example"] };
  jest.useFakeTimers({ now: Date.now() + 3600 * 1000, doNotFake: ["nextTick", "setImmediate"] });
  try {
    expect(await resource.up(inputs)).toBe("update");
  } finally {
    jest.useRealTimers();
  }
  const ahead = filesOf(resource);
  const startOf = (files: Record<string, string>) =>
    Date.parse(new X509Certificate(files["apiserver.crt"]!).validFrom);
  expect(startOf(ahead)).toBeGreaterThan(Date.now());
  expect(await resource.up(inputs)).toBe("update");
  const right = filesOf(resource);
  expect(changed(ahead, right)).toEqual(["apiserver"]);
  expect(startOf(right)).toBeLessThan(Date.now());
  expect(await resource.up(inputs)).toBe("same");
});

test("a preview shows known values: the authority and an unchanged kubeconfig", async () => {
  const resource = newResource();
  await resource.up(INPUTS);
  const { id, inputs, outputs } = resource.state!;
  const { properties } = await resource.provider.update({
    urn: "urn:pulumi:test::test::local:index:ClusterCredentials::it",
    name: "it",
    type: "local:index:ClusterCredentials",
    id,
    oldInputs: inputs,
    oldOutputs: outputs,
    news: { ...INPUTS, hosts: ["x.example"] },
    ignoreChanges: [],
    timeout: 0,
    preview: true,
  });
  expect(properties.files).toBe(UNKNOWN);
  expect(properties).toMatchObject({ caCertificate: outputs.caCertificate, kubeconfig: outputs.kubeconfig });
});

test.each([
  [{ server: "http://127.0.0.1" }, /server: must be an https URL/],
  [{ serviceIPs: ["10.96.0"] }, /serviceIPs.0: must be an IP address/],
  [{ node: { name: "a", address: "here" } }, /node.address: must be an IPv4 address/],
  [{ validityDays: 20 }, /renewBeforeDays: must be less than validityDays/],
])("rejects bad inputs %j, and ignores unknown values", async (more, message) => {
  await expect(newResource().up({ ...INPUTS, ...more } as never)).rejects.toThrow(message);
  const { failures } = await newResource().check({ ...INPUTS, server: UNKNOWN });
  expect(failures).toEqual([]);
});
