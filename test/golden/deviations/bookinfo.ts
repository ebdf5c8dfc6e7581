import type { Deviation, ReleaseObject } from "./classic";
import { classicApiVersion } from "../../../components/routing";

/**
 * Deviations from the files of the Bookinfo sample (its Deployments have those of every Deployment, in
 * `classic.ts`). No object differs in anything else.
 */
export const bookinfoDeviations: readonly Deviation[] = [
  {
    id: "sample-namespace",
    appliesTo: "every object of the sample that names no namespace",
    what: "`metadata.namespace` is written out: the one that the stack says (`default`)",
    why: "What `kubectl` takes from its context, a stack says itself.",
    apply: (object) =>
      object.metadata.namespace === undefined
        ? { ...object, metadata: { ...object.metadata, namespace: "default" } }
        : undefined,
  },
  {
    id: "ingress-v1",
    appliesTo: "Ingress `gateway`",
    what:
      "`apiVersion: networking.k8s.io/v1` in the place of `extensions/v1beta1`: the backend is a `service` with a port " +
      "number, and `pathType: ImplementationSpecific` is written out",
    why: "Kubernetes 1.22 and later do not serve `extensions/v1beta1`, and `v1` requires the path type.",
    apply: (object) => (object.kind === "Ingress" ? ingressV1(object) : undefined),
  },
  {
    id: "ingress-skip-await",
    appliesTo: "Ingress `gateway`",
    what: '`metadata.annotations` has `pulumi.com/skipAwait: "true"`',
    why: "Pulumi would wait for a load balancer's address, and the ingress is a NodePort.",
    apply: (object) => {
      if (object.kind !== "Ingress") return undefined;
      const annotations = { ...(object.metadata.annotations as object), "pulumi.com/skipAwait": "true" };
      return { ...object, metadata: { ...object.metadata, annotations } };
    },
  },
  {
    id: "routing-api-version",
    appliesTo: "DestinationPolicy `reviews-random`",
    what: `\`apiVersion: ${classicApiVersion}\` in the place of \`v1beta1\``,
    why: "The control plane's own definition of the kind serves no other version; the sample's file is refused by it.",
    apply: (object) =>
      object.apiVersion.startsWith("config.istio.io/") && object.apiVersion !== classicApiVersion
        ? { ...object, apiVersion: classicApiVersion }
        : undefined,
  },
];

interface OldPath {
  path: string;
  backend: { serviceName: string; servicePort: number };
}

function ingressV1(object: ReleaseObject): ReleaseObject {
  const { rules } = object.spec as { rules: { http: { paths: OldPath[] } }[] };
  const spec = {
    rules: rules.map(({ http }) => ({
      http: {
        paths: http.paths.map(({ path, backend }) => ({
          path,
          pathType: "ImplementationSpecific",
          backend: { service: { name: backend.serviceName, port: { number: backend.servicePort } } },
        })),
      },
    })),
  };
  return { ...object, apiVersion: "networking.k8s.io/v1", spec };
}
