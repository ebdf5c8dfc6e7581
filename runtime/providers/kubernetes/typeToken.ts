import { isBuiltIn, type ApiType } from "../../../lib/clients/kubernetes/builtInTypes";

/** A resource type that this provider does not support; the message names an alternative. */
class UnsupportedTypeError extends Error {
  constructor(token: string, advice: string) {
    super(`the resource type ${token} is not supported by this Kubernetes provider: ${advice}`);
    this.name = "UnsupportedTypeError";
  }
}

/**
 * The API type of a resource type token: `kubernetes:core/v1:ConfigMap` is `v1` `ConfigMap`,
 * `kubernetes:rec.example.com/v1:RouteRule` is `rec.example.com/v1` `RouteRule`.
 * @throws UnsupportedTypeError for Helm, Kustomize, YAML, Patch and List resources; an Error for a malformed token
 */
export function apiTypeOf(token: string): ApiType {
  const [packageName, module, kind, ...rest] = token.split(":");
  if (packageName !== "kubernetes" || !module || !kind || rest.length > 0) {
    throw new Error(
      `${JSON.stringify(token)} is not a Kubernetes type; expected kubernetes:GROUP/VERSION:KIND`,
    );
  }
  if (module.startsWith("helm.sh/")) {
    throw new UnsupportedTypeError(
      token,
      "Helm needs the official plugin; render the chart and create its objects",
    );
  }
  if (module.startsWith("kustomize") || module.startsWith("yaml")) {
    throw new UnsupportedTypeError(
      token,
      "it needs the official plugin; create the objects that it stands for",
    );
  }
  const apiVersion = module.startsWith("core/") ? module.slice("core/".length) : module;
  if (isBuiltIn(apiVersion)) {
    if (kind.endsWith("Patch")) {
      throw new UnsupportedTypeError(
        token,
        "Patch resources need the official plugin; manage the whole object instead",
      );
    }
    if (kind.endsWith("List")) {
      throw new UnsupportedTypeError(token, "a list is not an object; create the objects in it");
    }
  }
  return { apiVersion, kind };
}
