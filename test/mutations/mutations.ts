/** A deliberate fault that the tests must find. */
export interface Mutation {
  says: string;
  file: string;
  /** Text that occurs once in the file. */
  search: string;
  replacement: string;
  /** Path of unit tests, whose first failure is reported too. */
  unitTests?: string;
  /** The comparison with another program that must fail: file, and a pattern of the names of the tests. */
  property: readonly [path: string, name: string];
  /** Jest's configuration for the comparison. Default: `jest.config.js`. */
  config?: string;
}

const writer: Pick<Mutation, "unitTests" | "property"> = {
  unitTests: "lib/manifests",
  property: ["test/golden/manifests.test.ts", "reads what this project writes"],
};
const reader: typeof writer = {
  ...writer,
  property: ["test/golden/manifests.test.ts", "reads documents and mutations of them"],
};
const validator = (kind: "VirtualService" | "DestinationRule"): typeof writer => ({
  unitTests: "components/routing/current",
  property: ["test/golden/routingReferee.test.ts", `generated and mutated specs: ${kind}`],
});
const conformance = (path: string, name: string): Pick<Mutation, "property" | "config"> => ({
  property: [path, name],
  config: "jest.conformance.config.js",
});
const injector = (name: string): typeof writer => ({
  unitTests: "components/sidecar",
  property: ["test/golden/currentInject.test.ts", name],
});
const endOfWriter = "    scalarStyleRules,\n  });";

export const mutations: readonly Mutation[] = [
  {
    says: "the writer loses the last character of a line",
    file: "lib/manifests/writeManifest.ts",
    search: endOfWriter,
    replacement: endOfWriter.replace("});", '}).replace(/.\\n$/, "\\n");'),
    ...writer,
  },
  {
    says: "the writer indents a line wrongly",
    file: "lib/manifests/writeManifest.ts",
    search: endOfWriter,
    replacement: endOfWriter.replace("});", '}).replace(/^ {2}(?=\\S)/m, "   ");'),
    ...writer,
  },
  {
    says: "the writer does not quote document markers",
    file: "lib/manifests/writeManifest.ts",
    search: "[quoteMarkers, quoteLeadingSpace, ",
    replacement: "[quoteLeadingSpace, ",
    ...writer,
  },
  {
    says: "the reader takes a large integer for a double",
    file: "lib/manifests/scalars.ts",
    search: "return Number.isSafeInteger(number) ? number : value;",
    replacement: "return number;",
    ...writer,
  },
  {
    says: "the reader drops merge keys",
    file: "lib/manifests/compose.ts",
    search: "for (const source of sources.reverse())",
    replacement: "for (const source of sources.slice(0, 0))",
    ...reader,
  },
  {
    says: "the reader merges in the wrong order",
    file: "lib/manifests/compose.ts",
    search: "for (const source of sources.reverse())",
    replacement: "for (const source of sources)",
    ...reader,
  },
  {
    says: "the reader keeps the first of equal keys",
    file: "lib/manifests/compose.ts",
    search: 'if (key !== "__proto__") mapping[key] = value;',
    replacement: 'if (key !== "__proto__") mapping[key] ??= value;',
    ...reader,
  },
  {
    says: "the reader takes `on` for a text",
    file: "lib/manifests/scalars.ts",
    search: '"on", "On", "ON"]',
    replacement: '"On", "ON"]',
    ...reader,
  },
  {
    says: "the reader adds a line break to a block scalar at the end",
    file: "lib/manifests/scalarSyntax.ts",
    search: "return lastBreak.test(text) ? value : value.slice(0, -1);",
    replacement: "return value;",
    ...reader,
  },
  {
    says: "the validation of hosts accepts a domain that ends with a number",
    file: "components/routing/current/hosts.ts",
    search: "!/^[+-]?\\d+$/.test(labels.at(-1)!) &&",
    replacement: "",
    ...validator("VirtualService"),
  },
  {
    says: "the validation of weights accepts routes without a share",
    file: "components/routing/current/destination.ts",
    search: "weights.every((weight) => weight === 0)",
    replacement: "weights.every((weight) => weight === undefined)",
    ...validator("VirtualService"),
  },
  {
    says: "the validation of regular expressions accepts every text",
    file: "components/routing/current/values.ts",
    search: "  } catch {\n    return false;",
    replacement: "  } catch {\n    return true;",
    ...validator("VirtualService"),
  },
  {
    says: "the validation of localities accepts shares below 100",
    file: "components/routing/current/localities.ts",
    search: "sum !== 100",
    replacement: "sum > 100",
    ...validator("DestinationRule"),
  },
  {
    says: "the injector puts its init container first",
    file: "components/sidecar/current/containers.ts",
    search: "[...others, ...redirection]",
    replacement: "[...redirection, ...others]",
    ...injector("random workloads and parameters"),
  },
  {
    says: "the injector accepts the port 65536 in an annotation",
    file: "components/sidecar/checks.ts",
    search: "Number(found) < 65536",
    replacement: "Number(found) <= 65536",
    ...injector("verdict of istioctl for random values"),
  },
  {
    says: "the engine does not save a changed retainOnDelete",
    file: "runtime/engine/deploy/sameState.ts",
    search: "const fields = Object.keys({ ...a, ...b }) as (keyof ResourceState)[];",
    replacement:
      'const fields = (Object.keys({ ...a, ...b }) as (keyof ResourceState)[]).filter((key) => key !== "retainOnDelete");',
    ...conformance("test/conformance/options.test.ts", "one option of the only resource"),
  },
  {
    says: "the engine deletes resources before their dependents",
    file: "runtime/engine/deploy/dependencyGraph.ts",
    search: "waves.unshift(wave);",
    replacement: "waves.push(wave);",
    ...conformance("test/conformance/options.test.ts", "at creation|when the stack is destroyed"),
  },
  {
    says: "the engine loses a pending operation",
    file: "runtime/engine/deploy/snapshotManager.ts",
    search: "this.pending.set(step, { resource: { ...step.res }, type });",
    replacement: "",
    ...conformance("test/conformance/pending.test.ts", "operation creating"),
  },
  {
    says: "the engine records a secret output in clear",
    file: "runtime/engine/deploy/stepExecutor.ts",
    search: "if (named || input instanceof Secret)",
    replacement: "if (input instanceof Secret)",
    ...conformance("test/conformance/options.test.ts", "at creation"),
  },
  {
    says: "the engine has a wrong exit code after a failed update",
    file: "runtime/engine/cli/commands/operation.ts",
    search: "if (result.failed) throw new SilentExit(ExitCode.error);",
    replacement: "if (result.failed) throw new SilentExit(ExitCode.configuration);",
    ...conformance("test/conformance/failures.test.ts", "check, of a new resource"),
  },
];
