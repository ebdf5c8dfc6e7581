import { namedMappingsOf } from "./annotations";
import { asList } from "../objects";
import { concat, withoutNames, type Injection } from "./injection";
import type { Pod } from "./pod";

const bootstrapAnnotation = "sidecar.istio.io/bootstrapOverride";
const bootstrapVolume = "custom-bootstrap-volume";

/** Where the proxy has the volumes that every sidecar has. */
export const volumeMounts = [
  { name: "workload-socket", mountPath: "/var/run/secrets/workload-spiffe-uds" },
  { name: "credential-socket", mountPath: "/var/run/secrets/credential-uds" },
  { name: "workload-certs", mountPath: "/var/run/secrets/workload-spiffe-credentials" },
  { name: "istiod-ca-cert", mountPath: "/var/run/secrets/istio" },
  { name: "istio-ca-crl", mountPath: "/var/run/secrets/istio/crl" },
  { name: "istio-data", mountPath: "/var/lib/istio/data" },
  { name: "istio-envoy", mountPath: "/etc/istio/proxy" },
  { name: "istio-token", mountPath: "/var/run/secrets/tokens" },
  { name: "istio-podinfo", mountPath: "/etc/istio/pod" },
];

/**
 * The volumes that every sidecar has: sockets and certificates between agent and Envoy, Envoy's generated
 * configuration in memory, what the pod says of itself, a token that is for istiod alone, and the mesh's root
 * certificate with what it has revoked.
 */
export const volumes = [
  { name: "workload-socket", emptyDir: {} },
  { name: "credential-socket", emptyDir: {} },
  { name: "workload-certs", emptyDir: {} },
  { name: "istio-envoy", emptyDir: { medium: "Memory" } },
  { name: "istio-data", emptyDir: {} },
  {
    name: "istio-podinfo",
    downwardAPI: {
      items: [
        { path: "labels", fieldRef: { fieldPath: "metadata.labels" } },
        { path: "annotations", fieldRef: { fieldPath: "metadata.annotations" } },
      ],
    },
  },
  {
    name: "istio-token",
    projected: {
      sources: [
        { serviceAccountToken: { path: "istio-token", expirationSeconds: 43200, audience: "istio-ca" } },
      ],
    },
  },
  { name: "istiod-ca-cert", configMap: { name: "istio-ca-root-cert" } },
  { name: "istio-ca-crl", configMap: { name: "istio-ca-crl", optional: true } },
];

/** Where the proxy has the volumes that the pods' annotations ask for. */
export function podVolumeMounts(pod: Pod): { name: string; mountPath: string }[] {
  const own = namedMappingsOf(pod, "sidecar.istio.io/userVolumeMount");
  return [
    ...(pod.annotation(bootstrapAnnotation) === undefined
      ? []
      : [{ name: bootstrapVolume, mountPath: "/etc/istio/custom-bootstrap" }]),
    ...own.map(([name, mount]) => ({ name, ...(mount as { mountPath: string }) })),
  ];
}

/** The volumes that the pods' annotations ask for. */
export function podVolumes(pod: Pod): { name: string; [source: string]: unknown }[] {
  const bootstrap = pod.annotation(bootstrapAnnotation);
  const own = namedMappingsOf(pod, "sidecar.istio.io/userVolume");
  return [
    ...(bootstrap === undefined ? [] : [{ name: bootstrapVolume, configMap: { name: bootstrap } }]),
    ...own.map(([name, volume]) => ({ name, ...volume })),
  ];
}

/** Whether the pods' annotations give the proxy a bootstrap configuration of their own. */
export function hasOwnBootstrap(pod: Pod): boolean {
  return pod.annotation(bootstrapAnnotation) !== undefined;
}

/** The pods' volumes with the proxy's. One of their own of the same name stands in the place of the proxy's. */
export function volumesWith(injection: Injection, own: unknown): unknown {
  const list = asList(own ?? [], injection.path("spec.volumes"));
  const injected = concat<{ name: string }>(injection, volumes, injection.derive(podVolumes));
  const names = injection.lift.derive(list, (items) => items.map((item) => (item as { name: string }).name));
  return injection.lift.all([injected, names], ([added, taken]) =>
    concat<unknown>(injection, withoutNames(injection, added as unknown[], taken as string[]), list),
  );
}

/** The pods' pull secrets with those of the injected containers' images. */
export function pullSecretsWith(injection: Injection, own: unknown): unknown {
  const { imagePullSecrets } = injection.params;
  if (imagePullSecrets.length === 0) return own;
  const list = asList(own ?? [], injection.path("spec.imagePullSecrets"));
  const added = imagePullSecrets.map((name) => ({ name }));
  return injection.lift.map(withoutNames(injection, list, imagePullSecrets), (others) =>
    concat<unknown>(injection, added, others as unknown[]),
  );
}
