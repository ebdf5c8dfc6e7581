/** The fields of a kubeconfig with one cluster, user and context. */
export interface KubeconfigParts {
  cluster: { name: string; fields: Readonly<Record<string, unknown>> };
  /** Absent for anonymous requests. */
  user?: { name: string; fields: Readonly<Record<string, unknown>> };
  /** `fields` defaults to the names of the cluster and the user. */
  context: { name: string; fields?: Readonly<Record<string, unknown>> };
}

/** A kubeconfig (YAML) whose current context is its only one. */
export function kubeconfigText({ cluster, user, context }: KubeconfigParts): string {
  // Loaded on demand: most commands that load this module write no kubeconfig.
  const { writeManifest } =
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() is asynchronous
    require("../manifests/writeManifest") as typeof import("../manifests/writeManifest");
  return writeManifest({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: cluster.name, cluster: cluster.fields }],
    users: user === undefined ? [] : [{ name: user.name, user: user.fields }],
    contexts: [
      { name: context.name, context: context.fields ?? { cluster: cluster.name, user: user?.name } },
    ],
    "current-context": context.name,
  });
}
