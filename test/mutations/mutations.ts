/** A deliberate fault that the tests must find. */
export interface Mutation {
  says: string;
  file: string;
  /** Text that occurs once in the file. */
  search: string;
  replacement: string;
  /** Path of unit tests, whose first failure is reported too. */
  unitTests: string;
  /** The comparison with another reader that must fail: file and name of the test. */
  property: readonly [path: string, name: string];
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
    search: "sum !== undefined && sum !== 100",
    replacement: "sum !== undefined && sum > 100",
    ...validator("DestinationRule"),
  },
  {
    says: "the injector puts its init container first",
    file: "components/sidecar/current/containers.ts",
    search: "concat(injection, others, redirection)",
    replacement: "concat(injection, redirection, others)",
    ...injector("random workloads and parameters"),
  },
  {
    says: "the injector accepts the port 65536 in an annotation",
    file: "components/sidecar/checks.ts",
    search: "Number(found) < 65536",
    replacement: "Number(found) <= 65536",
    ...injector("verdict of istioctl for random values"),
  },
];
