import { isBuiltIn, type ApiType } from "../../../lib/clients/kubernetes/builtInTypes";

/** How to use what this provider does not support. */
export const WITH_OFFICIAL_CLI =
  "use the official plugin (pulumi-resource-kubernetes on PATH) with the official CLI: " +
  "run `make pulumi`, then `make up ENGINE=official`";

/**
 * The API type of a resource type token: `kubernetes:core/v1:ConfigMap` is `v1` `ConfigMap`,
 * `kubernetes:rec.example.com/v1:RouteRule` is `rec.example.com/v1` `RouteRule`.
 * @throws for Helm, Kustomize, YAML, Patch and List resources, with an alternative, and for a malformed token
 */
export function apiTypeOf(token: string): ApiType {
  const [packageName, module, kind, ...rest] = token.split(":");
  if (packageName !== "kubernetes" || !module || !kind || rest.length > 0) {
    throw new Error(
      `${JSON.stringify(token)} is not a Kubernetes type; expected kubernetes:GROUP/VERSION:KIND`,
    );
  }
  const apiVersion = module.startsWith("core/") ? module.slice("core/".length) : module;
  const advice = adviceFor(module, kind, isBuiltIn(apiVersion));
  if (advice === undefined) return { apiVersion, kind };
  throw new Error(`the resource type ${token} is not supported by this Kubernetes provider: ${advice}`);
}

/** What to do in place of an unsupported type; undefined for a supported one. */
function adviceFor(module: string, kind: string, builtIn: boolean): string | undefined {
  if (module.startsWith("helm.sh/")) {
    return `render the Helm chart and create its objects, or ${WITH_OFFICIAL_CLI}`;
  }
  if (module.startsWith("kustomize") || module.startsWith("yaml")) {
    return `create the objects that it stands for, or ${WITH_OFFICIAL_CLI}`;
  }
  if (builtIn && kind.endsWith("Patch")) {
    return `Patch resources manage a part of an object; manage the whole object, or ${WITH_OFFICIAL_CLI}`;
  }
  if (builtIn && kind.endsWith("List")) return "a list is not an object; create the objects in it";
  return undefined;
}
