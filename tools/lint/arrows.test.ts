import { join } from "node:path";
import { Linter } from "eslint";
import tseslint from "typescript-eslint";
import { rule as arrows } from "./arrows";

const root = join(__dirname, "..", "..");
const linter = new Linter({ cwd: root, configType: "flat" });
const config = {
  files: ["**/*.ts"],
  languageOptions: { parser: tseslint.parser },
  plugins: { meshstack: { rules: { arrows } } },
  rules: { "meshstack/arrows": "error" },
} as Linter.Config;

/** What the rule reports for a file with this text. */
const reasons = (file: string, code: string): string[] =>
  linter.verify(code, [config], { filename: join(root, file) }).map(({ message }) => message);
const importing = (specifier: string) => `import "${specifier}";`;

test.each([
  ["stacks/a.ts", "../runtime/engine/main", "stacks must not import runtime/engine"],
  ["stacks/a.ts", "../runtime/providers/docker/provider", "stacks must not import runtime/providers/docker"],
  ["stacks/a.ts", "../tools/status", "stacks must not import tools"],
  ["stacks/a.ts", "../test/reference", "stacks must not import test"],
  ["components/mesh/a.ts", "../../stacks/config", "components must not import stacks"],
  ["components/mesh/a.ts", "../../runtime/engine/main", "components must not import runtime/engine"],
  ["components/mesh/a.ts", "../../runtime/protocol/values", "components must not import runtime/protocol"],
  ["components/mesh/a.ts", "../../runtime/images/build", "components must not import runtime/images"],
  [
    "components/mesh/a.ts",
    "../../runtime/providers/docker/provider",
    "must not import runtime/providers/docker",
  ],
  ["components/mesh/a.ts", "../../test/reference", "components must not import test"],
  ["lib/a.ts", "../components/images", "lib must not import components"],
  ["lib/a.ts", "../runtime/protocol/values", "lib must not import runtime/protocol"],
  ["lib/a.ts", "@pulumi/pulumi", "lib must not import @pulumi/pulumi"],
  [
    "runtime/engine/a.ts",
    "../providers/docker/provider",
    "runtime/engine must not import runtime/providers/docker",
  ],
  ["runtime/engine/deploy/a.ts", "../../../components/images", "runtime/engine must not import components"],
  ["runtime/engine/a.ts", "@pulumi/kubernetes", "runtime/engine must not import @pulumi/kubernetes"],
  ["runtime/protocol/a.ts", "../engine/main", "runtime/protocol must not import runtime/engine"],
  ["runtime/protocol/a.ts", "../providers/docker/provider", "must not import runtime/providers/docker"],
  ["runtime/providers/docker/a.ts", "../../engine/main", "must not import runtime/engine"],
  ["runtime/providers/docker/a.ts", "../kubernetes/provider", "must not import runtime/providers/kubernetes"],
  ["runtime/providers/machine/sdk/a.ts", "../process/launch", "must not import runtime/providers/machine;"],
  [
    "runtime/providers/machine/sdk/a.ts",
    "../../framework/dispatch",
    "must not import runtime/providers/framework;",
  ],
  ["runtime/providers/machine/sdk/a.ts", "../../../protocol/values", "must not import runtime/protocol"],
  ["runtime/providers/machine/sdk/a.ts", "../../../images/build", "must not import runtime/images;"],
  ["runtime/providers/docker/a.ts", "../../../components/images", "must not import components"],
  [
    "runtime/images/a.ts",
    "../providers/docker/provider",
    "runtime/images must not import runtime/providers/docker",
  ],
  ["runtime/images/a.ts", "@pulumi/pulumi", "runtime/images must not import @pulumi/pulumi"],
  ["runtime/bookinfo/a.ts", "../../lib/until", "runtime/bookinfo must not import lib"],
  ["runtime/bookinfo/a.ts", "../images/build", "runtime/bookinfo must not import runtime/images"],
])("rejects that %s imports %s", (file, specifier, reason) => {
  const found = reasons(file, importing(specifier));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(reason);
});

test.each([
  ["stacks/a.ts", "../components/cluster"],
  ["stacks/config/a.ts", "../../runtime/images/description"],
  ["components/mesh/a.ts", "../sidecar"],
  ["components/mesh/a.ts", "../../lib/until"],
  ["components/cluster/a.ts", "../../runtime/providers/machine/sdk/process"],
  ["runtime/engine/a.ts", "../protocol/values"],
  ["runtime/providers/docker/a.ts", "../../protocol/values"],
  ["runtime/providers/machine/a.ts", "../../images/build"],
  ["runtime/providers/machine/a.ts", "./sdk/process"],
  ["runtime/providers/machine/a.ts", "../framework/sdk/definition"],
  ["runtime/providers/machine/sdk/a.ts", "../../framework/sdk/definition"],
  ["runtime/providers/machine/sdk/a.ts", "../../../images/description"],
  ["runtime/providers/machine/sdk/a.ts", "../../../../lib/until"],
  ["runtime/images/a.ts", "./description"],
  ["tools/verify/a.ts", "../../runtime/engine/main"],
  ["test/e2e/a.ts", "../../tools/status"],
  ["runtime/engine/a.test.ts", "../../test/reference"],
])("allows that %s imports %s", (file, specifier) => {
  expect(reasons(file, importing(specifier))).toEqual([]);
});

test.each([
  ["an export", 'export { a } from "../tools/status";'],
  ["an export of everything", 'export * from "../tools/status";'],
  ["a type-only import", 'import type { A } from "../tools/status";'],
  ["an imported type", 'export type A = import("../tools/status").A;'],
  ["a dynamic import", 'void import("../tools/status");'],
  ["a require", 'require("../tools/status");'],
])("finds %s", (_, code) => {
  expect(reasons("stacks/a.ts", code)).toHaveLength(1);
});
