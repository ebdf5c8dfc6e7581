import { classicApiVersion } from "../../../components/routing/kinds";
import type { Deviation, ReleaseObject } from "./classic";

/**
 * Deviations from the files of the Bookinfo sample, beside those of every Deployment (`classic.ts`). Objects differ
 * in nothing else.
 */
export const bookinfoDeviations: readonly Deviation[] = [
  {
    id: "sample-namespace",
    appliesTo: "every object of the sample that names no namespace",
    what: "`metadata.namespace` is the namespace of the stack (`default`)",
    why: "`kubectl` takes the namespace from its context; a stack states it.",
    undo: (object) => {
      const { namespace, ...metadata } = object.metadata;
      return namespace === "default" ? { ...object, metadata } : undefined;
    },
  },
  {
    id: "ingress-v1",
    appliesTo: "Ingress `gateway`",
    what:
      "`apiVersion: networking.k8s.io/v1` instead of `extensions/v1beta1`: the backend is a `service` with a port " +
      "number, and each path has `pathType: ImplementationSpecific`",
    why: "Kubernetes 1.22 and later do not support `extensions/v1beta1`, and `v1` requires the path type.",
    undo: (object) => (object.kind === "Ingress" ? ingressV1beta1(object) : undefined),
  },
  {
    id: "ingress-skip-await",
    appliesTo: "Ingress `gateway`",
    what: '`metadata.annotations` contains `pulumi.com/skipAwait: "true"`',
    why: "Pulumi would wait for the address of a load balancer, but the ingress is a NodePort.",
    undo: (object) => {
      if (object.kind !== "Ingress") return undefined;
      const { "pulumi.com/skipAwait": skip, ...annotations } = object.metadata.annotations as Record<
        string,
        string
      >;
      return skip === "true" ? { ...object, metadata: { ...object.metadata, annotations } } : undefined;
    },
  },
  {
    id: "routing-api-version",
    appliesTo: "DestinationPolicy `reviews-random`",
    what: `\`apiVersion: ${classicApiVersion}\` instead of \`v1beta1\``,
    why: "The release's own CustomResourceDefinition has no other version, so that a cluster rejects the sample's file.",
    undo: (object) =>
      object.kind === "DestinationPolicy" && object.apiVersion === classicApiVersion
        ? { ...object, apiVersion: "config.istio.io/v1beta1" }
        : undefined,
  },
];

interface Path {
  path: string;
  pathType?: string;
  backend: { service: { name: string; port: { number: number } } };
}

function ingressV1beta1(object: ReleaseObject): ReleaseObject | undefined {
  const { rules } = object.spec as { rules: { http: { paths: Path[] } }[] };
  const paths = rules.flatMap(({ http }) => http.paths);
  if (paths.some(({ pathType }) => pathType !== "ImplementationSpecific")) return undefined;
  const spec = {
    rules: rules.map(({ http }) => ({
      http: {
        paths: http.paths.map(({ path, backend: { service } }) => ({
          path,
          backend: { serviceName: service.name, servicePort: service.port.number },
        })),
      },
    })),
  };
  return { ...object, apiVersion: "extensions/v1beta1", spec };
}
