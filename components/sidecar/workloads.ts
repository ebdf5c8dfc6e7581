/** A workload kind: the API groups that serve it, and where in it the pod template is (empty: it is the pod itself). */
interface Workload {
  groups: readonly string[];
  templatePath: readonly string[];
}

const inSpec = ["spec", "template"];

const workloads: Readonly<Record<string, Workload>> = {
  Deployment: { groups: ["apps", "extensions"], templatePath: inSpec },
  DaemonSet: { groups: ["apps", "extensions"], templatePath: inSpec },
  ReplicaSet: { groups: ["apps", "extensions"], templatePath: inSpec },
  ReplicationController: { groups: [""], templatePath: inSpec },
  StatefulSet: { groups: ["apps"], templatePath: inSpec },
  Job: { groups: ["batch"], templatePath: inSpec },
  CronJob: { groups: ["batch"], templatePath: ["spec", "jobTemplate", "spec", "template"] },
  Pod: { groups: [""], templatePath: [] },
};

/** The kinds that get sidecars. */
export const workloadKinds: readonly string[] = Object.keys(workloads);

/**
 * Where in an object of this type its pod template is; the empty path for a Pod.
 * @returns undefined when objects of this type get no sidecar
 */
export function podTemplatePath(apiVersion: unknown, kind: unknown): readonly string[] | undefined {
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !Object.hasOwn(workloads, kind))
    return undefined;
  const workload = workloads[kind]!;
  return workload.groups.includes(groupOf(apiVersion)) ? workload.templatePath : undefined;
}

/**
 * What the items of a list are: of any type for the general `List`, of one type for `DeploymentList` and its like
 * (whose items may leave their own type out).
 * @returns undefined when this is no list in which workloads could be
 */
export function listItems(
  apiVersion: unknown,
  kind: unknown,
): { apiVersion?: string; kind?: string } | undefined {
  if (typeof apiVersion !== "string" || typeof kind !== "string" || !kind.endsWith("List")) return undefined;
  if (kind === "List") return groupOf(apiVersion) === "" ? {} : undefined;
  const itemKind = kind.slice(0, -"List".length);
  return podTemplatePath(apiVersion, itemKind) ? { apiVersion, kind: itemKind } : undefined;
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
