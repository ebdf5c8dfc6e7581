import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeconfigPaths, readSources } from "./cluster";

test.each<[string | undefined, string | undefined, string[]]>([
  [undefined, undefined, ["/home/me/.kube/config"]],
  [undefined, "", ["/home/me/.kube/config"]],
  [undefined, "/a:b::/c", ["/a", "/checkout/b", "/c"]],
  ["~/x", "/a", ["/home/me/x"]],
  ["~", undefined, ["/home/me"]],
  ["sub/x", undefined, ["/checkout/sub/x"]],
  ["/abs", undefined, ["/abs"]],
])("path %j and $KUBECONFIG %j are the files %j", (given, listed, paths) => {
  expect(kubeconfigPaths(given, { KUBECONFIG: listed }, "/home/me", "/checkout")).toEqual(paths);
});

test("files of a list that are not there are passed over, unless none is there", () => {
  const folder = mkdtempSync(join(tmpdir(), "existing-"));
  const [there, missing] = [join(folder, "there"), join(folder, "missing")];
  writeFileSync(there, "text");
  expect(readSources([missing, there])).toEqual([{ path: there, text: "text" }]);
  rmSync(folder, { recursive: true });
  expect(() => readSources([missing, there])).toThrow(
    `there is no kubeconfig at ${missing} or ${there}: give`,
  );
});
