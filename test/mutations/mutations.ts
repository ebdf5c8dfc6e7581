/** A deliberate fault that the tests must find. */
export interface Mutation {
  says: string;
  file: string;
  /** Text that occurs once in the file. */
  search: string;
  replacement: string;
  /** Test files, at least one of which must fail. */
  tests: readonly string[];
  /** A pattern of the names of the tests to run. Default: all. */
  names?: string;
  /** The configuration of jest. Default: that of the unit tests. */
  config?: string;
}

const manifests = ["lib/manifests", "test/golden/manifests.test.ts"];
const routing = ["components/routing/current", "test/golden/routingReferee.test.ts"];
const injector = ["components/sidecar", "test/golden/currentInject.test.ts"];
const conformance = "jest.conformance.config.js";
const endOfWriter = "    scalarStyleRules,\n  });";

export const mutations: readonly Mutation[] = [
  {
    says: "the writer loses the last character of a line",
    file: "lib/manifests/writeManifest.ts",
    search: endOfWriter,
    replacement: endOfWriter.replace("});", '}).replace(/.\\n$/, "\\n");'),
    tests: manifests,
  },
  {
    says: "the writer indents a line wrongly",
    file: "lib/manifests/writeManifest.ts",
    search: endOfWriter,
    replacement: endOfWriter.replace("});", '}).replace(/^ {2}(?=\\S)/m, "   ");'),
    tests: manifests,
  },
  {
    says: "the writer does not quote document markers",
    file: "lib/manifests/writeManifest.ts",
    search: "[quoteMarkers, quoteLeadingSpace, ",
    replacement: "[quoteLeadingSpace, ",
    tests: manifests,
  },
  {
    says: "the reader takes a large integer for a double",
    file: "lib/manifests/scalars.ts",
    search: "return Number.isSafeInteger(number) ? number : value;",
    replacement: "return number;",
    tests: manifests,
  },
  {
    says: "the reader drops merge keys",
    file: "lib/manifests/compose.ts",
    search: "for (const source of sources.reverse())",
    replacement: "for (const source of sources.slice(0, 0))",
    tests: manifests,
  },
  {
    says: "the reader merges in the wrong order",
    file: "lib/manifests/compose.ts",
    search: "for (const source of sources.reverse())",
    replacement: "for (const source of sources)",
    tests: manifests,
  },
  {
    says: "the reader keeps the first of equal keys",
    file: "lib/manifests/compose.ts",
    search: 'if (key !== "__proto__") mapping[key] = value;',
    replacement: 'if (key !== "__proto__") mapping[key] ??= value;',
    tests: manifests,
  },
  {
    says: "the reader takes `on` for a text",
    file: "lib/manifests/scalars.ts",
    search: '"on", "On", "ON"]',
    replacement: '"On", "ON"]',
    tests: manifests,
  },
  {
    says: "the reader adds a line break to a block scalar at the end",
    file: "lib/manifests/compose.ts",
    search: 'return added && text.endsWith("\\n") ? text.slice(0, -1) : text;',
    replacement: "return text;",
    tests: manifests,
  },
  {
    says: "the validation of hosts accepts a domain that ends with a number",
    file: "components/routing/current/hosts.ts",
    search: "!/^[+-]?\\d+$/.test(labels.at(-1)!) &&",
    replacement: "",
    tests: routing,
  },
  {
    says: "the validation of weights accepts routes without a share",
    file: "components/routing/current/destination.ts",
    search: "weights.every((weight) => weight === 0)",
    replacement: "weights.every((weight) => weight === undefined)",
    tests: routing,
  },
  {
    says: "the validation of regular expressions accepts every text",
    file: "components/routing/current/values.ts",
    search: "  } catch {\n    return false;",
    replacement: "  } catch {\n    return true;",
    tests: routing,
  },
  {
    says: "the validation of localities accepts shares below 100",
    file: "components/routing/current/localities.ts",
    search: "isMapping(to) && sum !== 100",
    replacement: "isMapping(to) && sum > 100",
    tests: routing,
  },
  {
    says: "the injector puts its init container first",
    file: "components/sidecar/current/containers.ts",
    search: "concat(injection, others, redirection)",
    replacement: "concat(injection, redirection, others)",
    tests: injector,
  },
  {
    says: "the injector accepts the port 65536 in an annotation",
    file: "components/sidecar/checks.ts",
    search: "Number(found) < 65536",
    replacement: "Number(found) <= 65536",
    tests: injector,
  },
  {
    says: "the engine does not save a changed retainOnDelete",
    file: "runtime/engine/deploy/sameState.ts",
    search: "const fields = Object.keys({ ...a, ...b }) as (keyof ResourceState)[];",
    replacement:
      'const fields = (Object.keys({ ...a, ...b }) as (keyof ResourceState)[]).filter((key) => key !== "retainOnDelete");',
    tests: ["test/conformance/options.test.ts"],
    names: "one option of the only resource",
    config: conformance,
  },
  {
    says: "the engine deletes resources before their dependents",
    file: "runtime/engine/deploy/dependencyGraph.ts",
    search: "waves.unshift(wave);",
    replacement: "waves.push(wave);",
    tests: ["test/conformance/options.test.ts"],
    names: "at creation|when the stack is destroyed",
    config: conformance,
  },
  {
    says: "the engine loses a pending operation",
    file: "runtime/engine/deploy/snapshotManager.ts",
    search: "this.pending.set(step, { resource: { ...step.res }, type });",
    replacement: "",
    tests: ["test/conformance/pending.test.ts"],
    names: "operation creating",
    config: conformance,
  },
  {
    says: "the engine records a secret output in clear",
    file: "runtime/engine/deploy/stepExecutor.ts",
    search: "if (named || input instanceof Secret)",
    replacement: "if (input instanceof Secret)",
    tests: ["test/conformance/options.test.ts"],
    names: "at creation",
    config: conformance,
  },
  {
    says: "the engine has a wrong exit code after a failed update",
    file: "runtime/engine/cli/commands/operation.ts",
    search: "if (result.failed) throw new SilentExit(ExitCode.error);",
    replacement: "if (result.failed) throw new SilentExit(ExitCode.configuration);",
    tests: ["test/conformance/failures.test.ts"],
    names: "check, of a new resource",
    config: conformance,
  },
];
