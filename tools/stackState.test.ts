import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectionOf, type ExportedResource, NotUpError, stackState } from "./stackState";

/** A kubeconfig with the contexts `first` (the current one) and `second`. */
const content = JSON.stringify({
  clusters: ["first", "second"].map((name) => ({ name, cluster: { server: `https://${name}.example` } })),
  contexts: ["first", "second"].map((name) => ({ name, context: { cluster: name } })),
  "current-context": "first",
});
/** A secret as `pulumi stack export --show-secrets` writes it. */
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const stack = (outputs: object): ExportedResource => ({
  type: "pulumi:pulumi:Stack",
  outputs: outputs as Record<string, unknown>,
});
const provider = { type: "pulumi:providers:kubernetes", inputs: { kubeconfig: secret(content) } };
const object = (type: string, namespace?: string) => ({
  type: `kubernetes:${type}`,
  inputs: { metadata: { name: "a", ...(namespace !== undefined && { namespace }) } },
});

describe("stackState", () => {
  test("finds no kubeconfig in an empty state, or before the cluster is created", () => {
    expect(stackState([])).toEqual({ outputs: {}, namespaces: [] });
    expect(stackState([stack({}), { type: "local:index:Process" }])).toEqual({ outputs: {}, namespaces: [] });
  });

  test("returns the provider's kubeconfig, its context, and the files that the user has", () => {
    const resources = [stack({ kubeconfigPath: "/a:/b", page: "http://first.example" }), provider];
    expect(stackState(resources)).toMatchObject({
      outputs: { kubeconfigPath: "/a:/b", page: "http://first.example" },
      kubeconfig: { files: "/a:/b", content, context: "first" },
    });
    expect(stackState([stack({}), provider]).kubeconfig).toEqual({ content, context: "first" });
  });

  test("decrypts outputs, also those within lists and objects", () => {
    const outputs = { token: secret("t"), nested: [{ inner: secret({ a: secret(1) }) }] };
    expect(stackState([stack(outputs)]).outputs).toEqual({ token: "t", nested: [{ inner: { a: 1 } }] });
  });

  test("lists the namespaces of Deployments and Services", () => {
    const objects = [
      object("apps/v1:Deployment", "istio-system"),
      object("core/v1:Service", "istio-system"),
      object("core/v1:Service"),
      object("core/v1:ConfigMap", "other"),
    ];
    expect(stackState(objects).namespaces).toEqual(["default", "istio-system"]);
  });
});

describe("connectionOf", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "kubeconfig-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test("skips missing files of a list, as kubectl does", () => {
    const present = join(folder, "present");
    writeFileSync(present, content);
    const files = `${join(folder, "missing")}:${present}`;
    expect(connectionOf({ files, content: "", context: "second" }).server).toBe("https://second.example");
  });

  test("uses the content and the context", () => {
    expect(connectionOf({ content, context: "second" }).server).toBe("https://second.example");
  });
});

test("NotUpError names the state, because a stack can use a cluster that exists", () => {
  expect(new NotUpError("existing").message).toBe(
    "stack existing is not up: its state has no cluster. Bring it up with make up STACK=existing.",
  );
});
