import { execFile } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { KubeconfigError } from "../../lib/kubeconfig/read";
import type { Main } from "../../tools/usage";
import { BrokenCheckout, type Outcome } from "./checkout";
import { faultsOf } from "./grammar";
import { kubeconfigTexts } from "./kubeconfigTexts";
import { annotations, manifestTexts } from "./manifestTexts";
import { stackFileTexts } from "./stackFileTexts";

const checkout = new BrokenCheckout();
let tools: Record<"render" | "status" | "kubectl" | "doctor" | "verify", Main>;
/** The tools that read the stack file; the others read the state. */
const readers = ["render", "doctor", "verify"] as const;
let inject: typeof import("../../tools/inject/command").runInject;

beforeAll(async () => {
  /* eslint-disable @typescript-eslint/no-require-imports -- loaded after the working directory is set */
  const main = (path: string) => (require(path) as { main: Main }).main;
  tools = {
    render: main("../../tools/render"),
    status: main("../../tools/status"),
    kubectl: main("../../tools/kubectl"),
    doctor: main("../../tools/doctor"),
    verify: main("../../tools/verify/main"),
  };
  ({ runInject: inject } = require("../../tools/inject/command") as never);
  /* eslint-enable @typescript-eslint/no-require-imports */
  checkout.write("stacks/Pulumi.broken.yaml", "{}\n");
  await checkout.engine("stack", "init", "broken", "--no-select");
});
afterAll(() => checkout.remove());

/** The command failed with this code, printed its error only, and created nothing. */
function expectRefusal({ code, stdout, stderr }: Outcome, wanted: number, before: string[]): void {
  expect({ faults: faultsOf(stderr), stderr: stderr.slice(0, 2000) }).toMatchObject({ faults: [] });
  expect({ code, stdout }).toEqual({ code: wanted, stdout: "" });
  expect(checkout.files()).toEqual(before);
}

describe("a stack file with", () => {
  test.each(Object.keys(stackFileTexts))("%s", async (name) => {
    checkout.write("stacks/Pulumi.broken.yaml", stackFileTexts[name]!);
    const before = checkout.files();
    for (const tool of readers) expectRefusal(await checkout.tool(tool, tools[tool], "broken"), 2, before);
  });
});

describe("a stack file that is", () => {
  const path = join(checkout.folder, "stacks", "Pulumi.odd.yaml");
  afterEach(() => rmSync(path, { recursive: true }));

  test.each<[string, () => void]>([
    ["a folder", () => mkdirSync(path)],
    ["a link to itself", () => symlinkSync(path, path)],
    ["a link to a folder", () => symlinkSync("/tmp", path)],
  ])("%s", async (_, create) => {
    create();
    const before = checkout.files();
    for (const tool of readers) expectRefusal(await checkout.tool(tool, tools[tool], "odd"), 2, before);
  });
});

describe("a wrong command line", () => {
  test.each([
    [],
    [""],
    ["brokn"],
    ["../broken"],
    ["x/../../stacks/Pulumi.broken"],
    ["a b"],
    ["$(touch x)"],
    ["-x"],
    ["ü"],
    ["x".repeat(300)],
  ])("%j", async (...args) => {
    const before = checkout.files();
    for (const [tool, main] of Object.entries(tools))
      expectRefusal(await checkout.tool(tool, main, ...args), 2, before);
  });

  test.each<[keyof typeof tools, string[]]>([
    ["render", ["broken", "more"]],
    ["render", ["broken", "--jsn"]],
    ["status", ["broken", "--json"]],
    ["status", ["broken", "x", "y"]],
    ["doctor", ["broken", "--jsn"]],
    ["doctor", ["broken", "--json=x"]],
    ["doctor", ["broken", "more"]],
    ["verify", ["broken", "--only"]],
    ["verify", ["broken", "--only", "nothing"]],
    ["verify", ["broken", "--timeout", "soon"]],
    ["verify", ["broken", "--timeout", "-1"]],
    ["verify", ["broken", "--timeout", "1e99"]],
  ])("%s %j", async (tool, args) => {
    checkout.write("stacks/Pulumi.broken.yaml", "{}\n");
    const before = checkout.files();
    expectRefusal(await checkout.tool(tool, tools[tool], ...args), 2, before);
  });

  test.each<[number, string[]]>([
    [1, ["upp"]],
    [1, ["up", "--bad"]],
    [1, ["up", "-s"]],
    [6, ["preview", "-s", "nope"]],
    [1, ["preview", "-s", "a b"]],
    [1, ["config", "get"]],
    [1, ["config", "get", "nothing", "-s", "broken"]],
    [1, ["config", "get", "a:b:c", "-s", "broken"]],
    [1, ["config", "get", "a[", "--path", "-s", "broken"]],
    [1, ["config", "get", "", "-s", "broken"]],
    [1, ["config", "set", "-s", "broken"]],
    [1, ["config", "set", "a:b:c", "1", "-s", "broken"]],
    [1, ["config", "set", "a", "1", "2", "-s", "broken"]],
    [1, ["config", "set", "a[", "1", "--path", "-s", "broken"]],
    [1, ["config", "set", "a[x]", "1", "--path", "-s", "broken"]],
    [1, ["config", "set", "a", "x", "--type", "int", "-s", "broken"]],
    [1, ["config", "set", "a", "x", "--type", "date", "-s", "broken"]],
    [1, ["config", "set", "a", "x", "--secret", "--plaintext", "-s", "broken"]],
    [1, ["config", "rm", "-s", "broken"]],
    [1, ["config", "-s", "broken", "--config-file", "/tmp"]],
    [1, ["config", "-s", "broken", "-C", "/absent"]],
    [1, ["stack", "init", "broken"]],
    [1, ["stack", "init", "a b"]],
    [1, ["stack", "output", "nothing", "-s", "broken"]],
    [1, ["stack", "import", "--file", "/absent", "-s", "broken"]],
    [1, ["stack", "import", "--file", "/tmp", "-s", "broken"]],
    [1, ["stack", "import", "-s", "broken"]],
    [1, ["stack", "history", "--page", "x", "-s", "broken"]],
    [1, ["stack", "export", "--file", "/absent/x", "-s", "broken"]],
  ])("exits with %d: pulumi %j", async (code, args) => {
    checkout.write("stacks/Pulumi.broken.yaml", "{}\n");
    const before = checkout.files();
    expectRefusal(await checkout.engine(...args), code, before);
  });
});

describe("the engine with a stack file with", () => {
  const readable = new Set(["the keys of another file", "an unquoted version", "a kubeconfig and a path"]);
  const broken = Object.entries(stackFileTexts).filter(
    ([name]) => !readable.has(name) && !/key|driver|secret|__proto__|huge|salt|comma/.test(name),
  );
  test.each(broken)("%s", async (_, text) => {
    checkout.write("stacks/Pulumi.broken.yaml", text);
    const before = checkout.files();
    for (const args of [
      ["config"],
      ["config", "get", "a"],
      ["config", "set", "a", "1"],
      ["preview"],
      ["up", "--yes"],
    ])
      expectRefusal(await checkout.engine(...args, "-s", "broken"), 1, before);
  });
});

describe("inject with", () => {
  const injected = (...args: string[]): Outcome => {
    const outcome: Outcome = { code: 0, stdout: "", stderr: "" };
    outcome.code = inject(args, {
      readInput: () => Buffer.from(""),
      writeOutput: (text) => (outcome.stdout += text),
      writeError: (text) => (outcome.stderr += text),
    });
    return outcome;
  };

  test.each(Object.keys(manifestTexts))("%s", (name) => {
    const file = checkout.write("manifest.yaml", manifestTexts[name]!);
    const before = checkout.files();
    for (const istio of ["classic", "current"])
      expectRefusal(injected("-f", file, "--istio", istio), 1, before);
  });

  test.each(Object.entries(annotations))("the annotation %s: %s", (name, value) => {
    const metadata = { name: "p", annotations: { [name]: value } };
    const file = checkout.write(
      "manifest.yaml",
      JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [{ name: "a" }] } }),
    );
    expectRefusal(injected("-f", file, "--istio", "current"), 1, checkout.files());
  });

  test.each<[string[]]>([
    [[]],
    [["-f"]],
    [["-f", ""]],
    [["-f", "/absent"]],
    [["-f", "/absent/a b"]],
    [["-f", "a\0b"]],
    [["-f", `/tmp/${"x".repeat(300)}`]],
    [["-f", "-", "extra"]],
    [["-f", "-", "--bad"]],
    [["-f", "-", "--istio"]],
    [["-f", "-", "--istio", "next"]],
    [["-f", "-", "-o", "/absent/x"]],
    [["-f", "-", "-o", "/tmp"]],
    [["-f", "-", "--hub", "docker.io/"]],
    [["-f", "-", "--tag", "a b"]],
    [["-f", "-", "--verbosity", "-1"]],
    [["-f", "-", "--sidecarProxyUID", "root"]],
    [["-f", "-", "--debug=maybe"]],
    [["-f", "-", "--includeIPRanges", "x"]],
    [["-f", "-", "--meshConfigFile", "/absent"]],
    [["-f", "-", "--meshConfigFile", "/tmp"]],
    [["-f", "-", "--istio", "current", "--meshConfigFile", "/absent"]],
    [["-f", "-", "--istio", "current", "--logLevel", "loud loud"]],
    [["-f", "-", "--istio", "current", "--includeInboundPorts", "x"]],
    [["-f", "-", "--istio", "current", "--debug"]],
  ])("the arguments %j", (args) => {
    expectRefusal(injected(...args), 1, checkout.files());
  });
});

describe("a kubeconfig that is", () => {
  /** The check of the cluster that fails; all commands read kubeconfigs with the same reader. */
  const messageOf = (text: string, path: string): string => {
    try {
      if (text === "") resolveConnection({}, { KUBECONFIG: path });
      else resolveConnection({ kubeconfig: text }, {});
    } catch (error) {
      expect(error).toBeInstanceOf(KubeconfigError);
      return (error as Error).message;
    }
    return "";
  };

  test.each(Object.keys(kubeconfigTexts))("%s", (name) => {
    const path = checkout.write("kubeconfig", kubeconfigTexts[name]!);
    const message = messageOf("", path);
    expect({ faults: faultsOf(message), message }).toMatchObject({ faults: [] });
  });

  test.each<[string, string, string[]]>([
    ["make doctor", "text", ["doctor", "broken", "--json"]],
    ["make doctor", "a CA that is not PEM", ["doctor", "broken"]],
  ])("reported by %s: %s", async (_, name, [, ...args]) => {
    const text = kubeconfigTexts[name]!;
    const path = checkout.write("kubeconfig", text);
    for (const given of [{ kubeconfigPath: path }, { kubeconfig: String(text) }]) {
      const cluster = JSON.stringify({ driver: "existing", ...given });
      checkout.write(
        "stacks/Pulumi.broken.yaml",
        `config:\n  meshstack:cluster: ${cluster}\n  meshstack:mesh: {version: 1.31.4}\n`,
      );
      const before = checkout.files();
      const { code, stdout, stderr } = await checkout.tool("doctor", tools.doctor, ...args);
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      expect(stdout).toMatch(/kubeconfig: found |found no PEM; expected/);
      expect(stdout).not.toMatch(/s3cr3t| at |[Ee]rror /);
      expect(checkout.files()).toEqual(before);
    }
  });
});

describe("an entrypoint", () => {
  const run = (command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> =>
    new Promise((resolve) => {
      const options = { cwd: checkout.folder, env: { ...checkout.env, ...env } };
      execFile(command, args, options, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  /** make adds a line about the failed target. */
  const withoutMake = (text: string) => text.replace(/^make: \*\*\* .*\n/gm, "");

  beforeAll(() => checkout.write("stacks/Pulumi.broken.yaml", "config: [\n"));

  test.each<[string, string[], number]>([
    ["make", ["-s", "up", "STACK=nope"], 2],
    ["make", ["-s", "preview", "STACK=a'b; touch home/created"], 2],
    ["make", ["-s", "destroy", "STACK=a b"], 2],
    ["make", ["-s", "status", "STACK=$$(touch home/created)"], 2],
    ["make", ["-s", "inject", "FILE=/absent/x y"], 2],
    ["tools/pulumi", ["up", "-s", "nope"], 2],
    ["runtime/engine/bin/pulumi", ["preview", "-s", "broken"], 1],
    ["runtime/engine/bin/pulumi", ["up", "--bad"], 1],
  ])("%s %j", async (command, args, code) => {
    const before = checkout.files();
    const outcome = await run(command, args);
    const stderr = withoutMake(outcome.stderr).replace(/^Engine: .*\n/, "");
    expectRefusal({ ...outcome, stderr }, code, before);
  });

  test("tools/pulumi with an unknown engine", async () => {
    const before = checkout.files();
    expectRefusal(await run("tools/pulumi", ["up"], { ENGINE: "fast" }), 2, before);
  });
});

test("a stack that was never created is reported in one way, and not created", async () => {
  checkout.write("stacks/Pulumi.never.yaml", "{}\n");
  const before = checkout.files();
  for (const name of ["status", "verify", "kubectl"] as const)
    expect(
      await checkout.tool(name, tools[name], "never", ...(name === "kubectl" ? ["get", "pods"] : [])),
    ).toEqual({
      code: 1,
      stdout: "",
      stderr: `${name}: stack never is not up: its state has no cluster. Bring it up with make up STACK=never.\n`,
    });
  for (const command of ["destroy", "refresh"]) {
    const { stderr, stdout } = await new Promise<Omit<Outcome, "code">>((resolve) => {
      const args = [command, "-s", "never", "--yes", "--skip-preview"];
      execFile(
        join(checkout.folder, "tools", "pulumi"),
        args,
        { cwd: checkout.folder, env: checkout.env },
        (_, out, error) => resolve({ stdout: out, stderr: error }),
      );
    });
    expect(stdout + stderr).toContain(
      `stack never is not up: its state has no cluster. Nothing to ${command}.`,
    );
  }
  expect(checkout.files()).toEqual(before);
});
