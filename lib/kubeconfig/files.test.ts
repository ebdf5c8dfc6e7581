import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeconfigPaths, readSources } from "./files";

test.each<[string | undefined, string | undefined, string[]]>([
  [undefined, undefined, ["/home/me/.kube/config"]],
  [undefined, "", ["/home/me/.kube/config"]],
  [undefined, "/a:b::/c", ["/a", "/checkout/b", "/c"]],
  [undefined, "~/a", ["/home/me/a"]],
  ["~/x", "/a", ["/home/me/x"]],
  ["~", undefined, ["/home/me"]],
  ["sub/x", undefined, ["/checkout/sub/x"]],
  ["/abs", undefined, ["/abs"]],
])("resolves path %j with $KUBECONFIG %j to %j", (given, KUBECONFIG, paths) => {
  const environment = { KUBECONFIG, HOME: "/home/me" };
  expect(kubeconfigPaths(given, { directory: "/checkout", environment })).toEqual(paths);
});

describe("files", () => {
  const folder = mkdtempSync(join(tmpdir(), "kubeconfig-files-"));
  const [present, missing] = [join(folder, "present"), join(folder, "missing")];
  beforeAll(() => writeFileSync(present, "text"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("skips missing files of a list", () => {
    expect(readSources([missing, present])).toEqual([{ path: present, text: "text" }]);
  });

  test("rejects a list of missing files", () => {
    expect(() => readSources([missing, "/nowhere"])).toThrow(
      `${missing}, /nowhere: found no such file; expected a kubeconfig.`,
    );
  });

  test("names a folder in the list", () => {
    expect(() => readSources([present, folder])).toThrow(
      `${folder}: found a folder; expected a kubeconfig file.`,
    );
  });
});
