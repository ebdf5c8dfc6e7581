import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInject } from "./command";
import { readManifests } from "../../lib/manifests/readManifests";

const folder = mkdtempSync(join(tmpdir(), "inject-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pod =
  "kind: Pod\napiVersion: v1\nmetadata: {name: p, labels: {app: shop}}\nspec: {containers: [{name: a}]}\n";

const emptyFolder = join(folder, "empty");
beforeAll(() => mkdirSync(emptyFolder));

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function run(...args: string[]) {
  const result = { status: 0, output: "", error: "" };
  result.status = runInject(args, {
    readInput: () => Buffer.from(pod),
    writeOutput: (text) => (result.output += text),
    writeError: (text) => (result.error += text),
  });
  return result;
}

function proxyOf(output: string) {
  const [document] = readManifests(output, "output");
  const object = document!.value as {
    metadata: { annotations: Record<string, string> };
    spec: {
      containers: { image: string; imagePullPolicy: string; args: string[] }[];
      initContainers: { name: string; args: string[] }[];
    };
  };
  return { object, proxy: object.spec.containers.at(-1)!, init: object.spec.initContainers };
}

test("defaults equal those of the release, with this project's control plane", () => {
  const { status, output, error } = run("-f", "-");
  expect({ status, error }).toEqual({ status: 0, error: "" });
  const { proxy, init, object } = proxyOf(output);
  expect(proxy.image).toBe("docker.io/istio/proxy_debug:0.2.12");
  expect(proxy.args.join(" ")).toContain("-v 2 ");
  expect(proxy.args.join(" ")).toContain("--discoveryAddress istio-pilot.istio-system:8080");
  expect(init.map(({ name }) => name)).toEqual(["istio-init"]);
  expect(object.metadata.annotations["sidecar.istio.io/status"]).toBe("injected-version-0.2.12");
});

test("applies every flag", () => {
  const mesh = file("mesh.yaml", "proxyListenPort: 16001\n");
  const { output, error } = run(
    ...[
      "--filename",
      file("pod.yaml", pod),
      "--hub",
      "h/i",
      "--tag=t",
      "--setVersionString",
      "v9",
      "--verbosity",
      "5",
    ],
    ...[
      "--sidecarProxyUID",
      "2000",
      "--imagePullPolicy",
      "Never",
      "--includeIPRanges",
      "10.0.0.0/8",
      "--coreDump",
    ],
    ...["--debug=false", "--meshConfigFile", mesh],
  );
  expect(error).toBe("");
  const { proxy, init, object } = proxyOf(output);
  expect(proxy).toMatchObject({ image: "h/i/proxy:t", imagePullPolicy: "Never" });
  expect(proxy.args.join(" ")).toContain("-v 5 ");
  expect(proxy.args.join(" ")).toContain("--discoveryAddress istio-pilot:15003");
  expect(init[0]!.args).toEqual(["-p", "16001", "-u", "2000", "-i", "10.0.0.0/8"]);
  expect(init[1]!.name).toBe("enable-core-dump");
  expect(object.metadata.annotations["sidecar.istio.io/status"]).toBe("injected-version-v9");
});

test("applies defaults and flags of the current mesh", () => {
  const defaults = proxyOf(run("-f", "-", "--istio", "current").output);
  expect(defaults.proxy.image).toBe("docker.io/istio/proxyv2:1.31.4");
  expect(defaults.object.metadata.annotations["istio.io/rev"]).toBe("default");

  const mesh = file("current.yaml", "{trustDomain: td, rootNamespace: x, defaultConfig: {concurrency: 2}}\n");
  const { output, error } = run(
    ...["-f", "-", "--istio=current", "--image", "h/p:1", "--imagePullPolicy", "Never", "--revision", "r1"],
    ...["--istioNamespace", "mesh", "--clusterId", "c", "--network", "n", "--includeIPRanges", "10.0.0.0/8"],
    ...["--excludeIPRanges", "10.1.0.0/16", "--includeInboundPorts", "80", "--excludeInboundPorts", "81"],
    ...[
      "--excludeOutboundPorts",
      "82",
      "--logLevel",
      "info",
      "--nativeSidecars",
      "--rewriteAppHTTPProbe=false",
    ],
    ...["--meshConfigFile", mesh],
  );
  expect(error).toBe("");
  const { object } = proxyOf(output);
  const [init, proxy] = object.spec.initContainers as unknown as [
    { args: string[] },
    Record<string, unknown>,
  ];
  expect(init.args.join(" ")).toContain("-i 10.0.0.0/8 -x 10.1.0.0/16 -b 80 -d 15090,15021,81,15020 -o 82");
  expect(proxy).toMatchObject({ image: "h/p:1", imagePullPolicy: "Never", restartPolicy: "Always" });
  expect(proxy.args).toContain("--proxyLogLevel=info");
  expect(proxy.env).toEqual(
    expect.arrayContaining([
      { name: "CA_ADDR", value: "istiod-r1.mesh.svc:15012" },
      { name: "ISTIO_META_CLUSTER_ID", value: "c" },
      { name: "ISTIO_META_NETWORK", value: "n" },
      { name: "TRUST_DOMAIN", value: "td" },
      {
        name: "PROXY_CONFIG",
        value: '{"discoveryAddress":"istiod-r1.mesh.svc:15012","concurrency":2}',
      },
    ]),
  );
});

test.each([
  "defaultConfig:\n",
  "inboundTrafficPolicy:\n",
  "{trustDomain: , proxyListenPort: , enablePrometheusMerge: }\n",
  "{inboundTrafficPolicy: {mode: }}\n",
  "defaultConfig: {concurrency: , discoveryAddress: , image: }\n",
  "\n",
])("uses defaults for keys without a value in a current mesh configuration: %j", (text) => {
  const defaults = run("-f", "-", "--istio", "current");
  expect(run("-f", "-", "--istio", "current", "--meshConfigFile", file("nulls.yaml", text))).toEqual(
    defaults,
  );
});

test.each([
  ["--debug", "proxy_debug"],
  ["--debug=true", "proxy_debug"],
  ["--debug=false", "proxy"],
])("%s", (flag, image) => {
  expect(proxyOf(run("-f", "-", flag).output).proxy.image).toBe(`docker.io/istio/${image}:0.2.12`);
});

test.each<[title: string, args: () => string[], message: RegExp]>([
  ["no file", () => [], /--filename: found nothing; expected -f, --filename <path>\./],
  [
    "an absent file",
    () => ["-f", join(folder, "absent.yaml")],
    /absent\.yaml: found no such file; expected a file or folder with manifests\.$/m,
  ],
  ["a folder without manifests", () => ["-f", emptyFolder], /found a folder without manifests/],
  [
    "an output in an absent folder",
    () => ["-f", "-", "-o", join(folder, "no", "x.yaml")],
    /x\.yaml: found no such file; expected a file that can be written\./,
  ],
  [
    "text that is not UTF-8",
    () => ["-f", file("latin.yaml", Buffer.from([0x61, 0x3a, 0xe9]))],
    /latin\.yaml: found bytes that are not UTF-8; expected YAML or JSON in UTF-8\.$/m,
  ],
  [
    "the problems of all files",
    () => ["-f", file("one.yaml", "["), "-f", file("two.yaml", "{")],
    /one\.yaml: .*\n.*two\.yaml: /,
  ],
  [
    "an unknown flag",
    () => ["-f", "-", "--tags", "x"],
    /--tags: found an unknown option; expected one of .* Did you mean --tag\?/,
  ],
  [
    "an invalid policy",
    () => ["-f", "-", "--imagePullPolicy", "Sometimes"],
    /--imagePullPolicy: found "Sometimes"; expected one of Always, IfNotPresent, Never\./,
  ],
  [
    "an invalid boolean",
    () => ["-f", "-", "--debug=maybe"],
    /--debug: found "maybe"; expected true or false\./,
  ],
  [
    "an invalid number",
    () => ["-f", "-", "--verbosity", "high"],
    /--verbosity: found "high"; expected an integer of 0 or more\./,
  ],
  ["an invalid range", () => ["-f", "-", "--includeIPRanges", "10.0.0.0/99"], /includeIPRanges: found/],
  [
    "an invalid mesh configuration",
    () => ["-f", "-", "--meshConfigFile", file("bad.yaml", "port: 1")],
    /bad\.yaml: .*\n.*port: found an unknown field/,
  ],
  [
    "a flag of the classic mesh for the current mesh",
    () => ["-f", "-", "--debug", "--istio", "current"],
    /--debug: found --istio current; expected --istio classic\./,
  ],
  [
    "a flag of the current mesh for the classic mesh",
    () => ["-f", "-", "--network", "n"],
    /--network: found --istio classic; expected --istio current\./,
  ],
  [
    "an unknown mesh",
    () => ["-f", "-", "--istio", "next"],
    /--istio: found "next"; expected one of classic, current\./,
  ],
  [
    "an invalid current mesh configuration",
    () => ["-f", "-", "--istio", "current", "--meshConfigFile", file("c.yaml", "defaultConfig: {a: 1}")],
    /mesh\.defaultConfig\.a: found an unknown field/,
  ],
  [
    "a current mesh configuration that is not valid YAML",
    () => ["-f", "-", "--istio", "current", "--meshConfigFile", file("d.yaml", "a: [")],
    /d\.yaml: /,
  ],
  ["invalid YAML", () => ["-f", file("text.yaml", "a: 1\n---\nb: [")], /text\.yaml: document 2, line/],
])("rejects %s and writes only the error", (_, args, message) => {
  const { status, output, error } = run(...args());
  expect({ status, output }).toEqual({ status: 1, output: "" });
  expect(error).toMatch(message);
});

describe("files", () => {
  const names = (output: string) =>
    readManifests(output, "output").map(
      ({ value }) => (value as { metadata: { name: string } }).metadata.name,
    );
  const named = (name: string) => pod.replace("name: p", `name: ${name}`);
  const inputs = join(folder, "in puts");
  beforeAll(() => {
    mkdirSync(inputs);
    writeFileSync(join(inputs, "b.yml"), named("b"));
    writeFileSync(join(inputs, "a.yaml"), named("a"));
    writeFileSync(join(inputs, "c.json"), JSON.stringify({ kind: "Service", metadata: { name: "c" } }));
    writeFileSync(join(inputs, "notes.txt"), "[");
  });

  test("reads several files and folders, whose files it sorts", () => {
    const result = run("-f", join(inputs, "b.yml"), "-f", inputs, "-f", "-");
    expect(result).toMatchObject({ status: 0, error: "" });
    expect(names(result.output)).toEqual(["b", "a", "b", "c", "p"]);
  });

  test("reads a path with spaces, or several paths in one argument", () => {
    expect(names(run("-f", join(inputs, "a.yaml")).output)).toEqual(["a"]);
    const [one, two] = [file("one-name.yaml", named("one")), file("two-name.yaml", named("two"))];
    expect(names(run("-f", `${one} ${two}`).output)).toEqual(["one", "two"]);
  });

  test("writes a file, which may be the one that it reads", () => {
    const path = file("in-place.yaml", pod);
    expect(run("-f", path, "-o", path)).toEqual({ status: 0, output: "", error: "" });
    expect(proxyOf(readFileSync(path, "utf8")).init.map(({ name }) => name)).toEqual(["istio-init"]);
  });

  test("prints warnings and writes the output", () => {
    const asked = pod.replace("app: shop", 'app: shop, sidecar.istio.io/inject: "no"');
    const { status, output, error } = run("-f", file("warned.yaml", asked), "--istio", "current");
    expect(status).toBe(0);
    expect(error).toMatch(/^warning: .*warned\.yaml: document 1, line 1: metadata\.labels.*found "no".*\n$/);
    expect(output).toContain("istio-proxy");
  });
});
