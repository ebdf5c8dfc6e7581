/** The API type that a Pulumi type token stands for. */
export interface ApiType {
  /** `v1`, `apps/v1`, `rec.example.com/v1` */
  apiVersion: string;
  kind: string;
}

/** A resource type that this provider does not serve; the message says which and what to use instead. */
export class UnservedTypeError extends Error {
  constructor(token: string, advice: string) {
    super(`the resource type ${token} is not served by this Kubernetes provider: ${advice}`);
    this.name = "UnservedTypeError";
  }
}

/**
 * The API type of a resource type token: `kubernetes:core/v1:ConfigMap` is `v1` `ConfigMap`,
 * `kubernetes:rec.example.com/v1:RouteRule` is `rec.example.com/v1` `RouteRule`.
 * @throws UnservedTypeError for Helm, Kustomize, YAML, Patch and List resources; an Error for a malformed token
 */
export function apiTypeOf(token: string): ApiType {
  const [packageName, module, kind, ...rest] = token.split(":");
  if (packageName !== "kubernetes" || !module || !kind || rest.length > 0) {
    throw new Error(
      `${JSON.stringify(token)} is no Kubernetes type: it must be kubernetes:GROUP/VERSION:KIND`,
    );
  }
  if (module.startsWith("helm.sh/")) {
    throw new UnservedTypeError(
      token,
      "Helm needs the official plugin; render the chart and create its objects",
    );
  }
  if (module.startsWith("kustomize") || module.startsWith("yaml")) {
    throw new UnservedTypeError(token, "it needs the official plugin; create the objects that it stands for");
  }
  const apiVersion = module.startsWith("core/") ? module.slice("core/".length) : module;
  if (isBuiltIn(apiVersion)) {
    if (kind.endsWith("Patch")) {
      throw new UnservedTypeError(
        token,
        "Patch resources need the official plugin; manage the whole object instead",
      );
    }
    if (kind.endsWith("List")) {
      throw new UnservedTypeError(token, "a list is not an object of its own; create the objects in it");
    }
  }
  return { apiVersion, kind };
}

/** The group of built-in types: `v1`, `apps/v1`, and all `*.k8s.io` groups of @pulumi/kubernetes. */
export function isBuiltIn(apiVersion: string): boolean {
  const slash = apiVersion.indexOf("/");
  return slash < 0 || BUILT_IN_GROUPS.has(apiVersion.slice(0, slash));
}

const BUILT_IN_GROUPS = new Set([
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "auditregistration.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "extensions",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "settings.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);
