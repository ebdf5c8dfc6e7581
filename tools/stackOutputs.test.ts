import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseStackConfig } from "../stacks/config/parse";
import { connectionOf, stackKubeconfig } from "./stackOutputs";

/** A kubeconfig with the contexts `first` (the current one) and `second`. */
const content = JSON.stringify({
  clusters: ["first", "second"].map((name) => ({ name, cluster: { server: `https://${name}.example` } })),
  contexts: ["first", "second"].map((name) => ({ name, context: { cluster: name } })),
  "current-context": "first",
});

describe("stackKubeconfig", () => {
  const existing = parseStackConfig({ cluster: { driver: "existing", context: "second" } });

  test("returns nothing for a stack whose driver has not created its cluster", async () => {
    const embedded = parseStackConfig({ cluster: { driver: "embedded" } });
    expect(await stackKubeconfig("dev", embedded, {})).toBeUndefined();
  });

  test("returns files with the configured context for an existing cluster", async () => {
    const outputs = { kubeconfigPath: "/a:/b", productpage: "http://first.example:32000/productpage" };
    expect(await stackKubeconfig("existing", existing, outputs)).toEqual({
      files: "/a:/b",
      context: "second",
    });
  });
});

describe("connectionOf", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "kubeconfig-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test("skips missing files of a list, as kubectl does", () => {
    const present = join(folder, "present");
    writeFileSync(present, content);
    const { server } = connectionOf({ files: `${join(folder, "missing")}:${present}` });
    expect(server).toBe("https://first.example");
  });

  test("uses the content and the context", () => {
    expect(connectionOf({ content }).server).toBe("https://first.example");
    expect(connectionOf({ content, context: "second" }).server).toBe("https://second.example");
  });
});
