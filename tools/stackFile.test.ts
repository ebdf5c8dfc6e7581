import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "stack-file-"));
let readStackFile: (stack: string) => {
  mesh: { tls: boolean };
  bookinfo: { v1Only: boolean };
  cluster: object;
};
beforeAll(() => {
  mkdirSync(join(folder, "stacks"));
  jest.spyOn(process, "cwd").mockReturnValue(folder);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the module reads the folder when it is loaded
  ({ readStackFile } = require("./stackFile") as never);
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  writeFileSync(join(folder, "stacks", "Pulumi.some.yaml"), text);
  return readStackFile("some");
}

test("reads a key without a prefix, as the engines do", () => {
  expect(read("config:\n  mesh: {tls: true}\n").mesh.tls).toBe(true);
  expect(read("config:\n  meshstack:config:mesh: {tls: true}\n").mesh.tls).toBe(true);
});

test("reads merge keys", () => {
  const text = "config:\n  meshstack:mesh: &m {tls: true}\n  meshstack:bookinfo:\n    <<: {v1Only: true}\n";
  expect(read(text)).toMatchObject({ mesh: { tls: true }, bookinfo: { v1Only: true } });
});

test("ignores keys of other projects", () => {
  expect(read("config:\n  other:mesh: {tls: true}\n  aws:region: x\n").mesh.tls).toBe(false);
});

test("omits encrypted values", () => {
  const text = "config:\n  meshstack:cluster: {driver: existing, context: a, kubeconfig: {secure: v1:abc}}\n";
  expect(read(text).cluster).toEqual({ driver: "existing", context: "a" });
});

test.each([
  ["invalid YAML", "config:\n  a: [\n", /Pulumi\.some\.yaml: .*line 3/s],
  [
    "a key twice",
    "config:\n  mesh: {}\n  meshstack:mesh: {}\n",
    /Pulumi\.some\.yaml: found meshstack:mesh twice/,
  ],
  ["a list", "config: [1]\n", /Pulumi\.some\.yaml: config: found \[1\]; expected a map/],
  [
    "an unknown key",
    "config:\n  mash: {}\n",
    /mash: found an unknown key; expected one of .* Did you mean mesh\?/,
  ],
])("rejects %s with the file's name", (_, text, message) => {
  expect(() => read(text)).toThrow(message);
});
