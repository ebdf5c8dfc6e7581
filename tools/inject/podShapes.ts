import { isMapping, type Mapping } from "../../components/sidecar/objects";
import { listItems, workloadOf } from "../../components/sidecar/workloads";
import { foundExpected } from "../../lib/problemText";

type Shape = (value: unknown, path: string) => string[];

/**
 * Finds parts of a workload's pod that are no values of Kubernetes' types, which `istioctl kube-inject` refuses too: the
 * injector passes over what it does not change.
 * @returns one line per problem, starting with its path
 */
export function podShapeProblems(object: unknown): string[] {
  if (!isMapping(object)) return [];
  const { apiVersion, kind, items } = object;
  if (listItems(apiVersion, kind) !== undefined)
    return listOf((item, path) => within(path, podShapeProblems(item)))(items, "items");
  const workload = workloadOf(apiVersion, kind);
  if (workload === undefined) return [];
  const { templatePath } = workload;
  let pod: unknown = object;
  for (const key of templatePath) pod = isMapping(pod) ? pod[key] : undefined;
  return isMapping(pod) ? within(templatePath.join("."), ofPod(pod)) : [];
}

const within = (path: string, problems: readonly string[]): string[] =>
  problems.map((problem) => (path === "" ? problem : `${path}.${problem}`));

const wrong = (value: unknown, path: string, expected: string): string[] => [
  `${path}: ${foundExpected(value, expected)}`,
];

const fieldsOf =
  (fields: Record<string, Shape>): Shape =>
  (value, path) =>
    isMapping(value)
      ? Object.entries(fields).flatMap(([name, shape]) => shape(value[name], `${path}.${name}`))
      : [];

/** Null has Go's zero value. */
const mapping =
  (fields: Record<string, Shape>): Shape =>
  (value, path) =>
    value == null || isMapping(value) ? fieldsOf(fields)(value, path) : wrong(value, path, "a mapping");

const listOf =
  (shape: Shape): Shape =>
  (value, path) => {
    if (value == null) return [];
    if (!Array.isArray(value)) return wrong(value, path, "a list");
    return value.flatMap((item: unknown, index) => [
      ...(item === null || isMapping(item) ? [] : wrong(item, `${path}[${index}]`, "a mapping")),
      ...shape(item, `${path}[${index}]`),
    ]);
  };

const texts: Shape = (value, path) => {
  if (value == null) return [];
  if (!isMapping(value)) return wrong(value, path, "a mapping");
  return Object.entries(value).flatMap(([name, text]) =>
    text === null || typeof text === "string" ? [] : wrong(text, `${path}.${name}`, "a string, in quotes"),
  );
};

const port: Shape = (value, path) =>
  value == null || typeof value === "bigint" || Number.isInteger(value)
    ? []
    : wrong(value, path, "an integer");

const containers = listOf(fieldsOf({ ports: listOf(fieldsOf({ containerPort: port })) }));

function ofPod({ metadata, spec }: Mapping): string[] {
  return [
    ...mapping({ labels: texts, annotations: texts })(metadata, "metadata"),
    ...mapping({ containers, initContainers: containers, volumes: listOf(() => []) })(spec, "spec"),
  ];
}
