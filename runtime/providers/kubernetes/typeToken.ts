import { isBuiltIn, type ApiType } from "../../../lib/clients/kubernetes/builtInTypes";

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
