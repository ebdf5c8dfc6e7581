import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ModuleKind, ScriptTarget, transpile } from "typescript";

interface Edge {
  id: string;
  requests: number;
  errors: number;
  duration?: number;
  mutualTls: number;
}
type Queries = Record<"requests" | "errors" | "duration" | "arriving" | "mutualTls", string>;
type Sample = [service: string, value: string];

/** The edges of the page for the samples of each query; the packages of the page are not installed here. */
function edgesOf(samples: Record<keyof Queries, Sample[]>): Promise<Edge[]> {
  const source = readFileSync(join(__dirname, "../page/src/edges.tsx"), "utf8");
  const query = (name: keyof Queries) =>
    Promise.resolve(
      samples[name].map(([service, value]) => ({
        metric: {
          source_workload: "a",
          source_workload_namespace: "n",
          destination_workload: "b",
          destination_workload_namespace: "n",
          destination_service_name: service,
        },
        value: [0, value],
      })),
    );
  const exports = {} as { loadEdges(queries: Queries): Promise<Edge[]> };
  const code = transpile(source, { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 });
  new Function("require", "exports", code)(() => ({ query }), exports);
  const names = ["requests", "errors", "duration", "arriving", "mutualTls"] as const;
  return exports.loadEdges(Object.fromEntries(names.map((name) => [name, name])) as Queries);
}

test("an edge by two services has the sum of their requests and the longer of their durations", async () => {
  const each = (one: string, other: string): Sample[] => [
    ["one", one],
    ["other", other],
  ];
  expect(
    await edgesOf({
      requests: each("3", "1"),
      errors: each("0", "1"),
      duration: each("100", "NaN").concat([["third", "120"]]),
      arriving: each("3", "1"),
      mutualTls: each("3", "0"),
    }),
  ).toMatchObject([{ id: "n/a to n/b", requests: 4, errors: 0.25, duration: 120, mutualTls: 0.75 }]);
});
