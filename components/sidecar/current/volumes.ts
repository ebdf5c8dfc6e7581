import { isMapping } from "../../../lib/mapping";
import { namedMappingsOf } from "./annotations";
import { asList, withoutNames } from "../objects";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";

const bootstrapAnnotation = "sidecar.istio.io/bootstrapOverride";
const bootstrapVolume = "custom-bootstrap-volume";

/** Mounts of {@link volumes}. */
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
 * Volumes of every sidecar: sockets and certificates between agent and Envoy, Envoy's generated configuration
 * (in memory), pod metadata, a token for istiod, and the mesh's root certificate with its revocation list.
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

/** Mounts of {@link podVolumes}. */
export function podVolumeMounts(pod: Pod): { name: string; mountPath: string }[] {
  const own = namedMappingsOf(pod, "sidecar.istio.io/userVolumeMount");
  return [
    ...(pod.annotation(bootstrapAnnotation) === undefined
      ? []
      : [{ name: bootstrapVolume, mountPath: "/etc/istio/custom-bootstrap" }]),
    ...own.map(([name, mount]) => ({ name, ...(mount as { mountPath: string }) })),
  ];
}

/** Volumes that the pod's annotations request. */
export function podVolumes(pod: Pod): { name: string; [source: string]: unknown }[] {
  const bootstrap = pod.annotation(bootstrapAnnotation);
  const own = namedMappingsOf(pod, "sidecar.istio.io/userVolume");
  return [
    ...(bootstrap === undefined ? [] : [{ name: bootstrapVolume, configMap: { name: bootstrap } }]),
    ...own.map(([name, volume]) => ({ name, ...volume })),
  ];
}

/** True if an annotation sets a custom Envoy bootstrap configuration. */
export function hasOwnBootstrap(pod: Pod): boolean {
  return pod.annotation(bootstrapAnnotation) !== undefined;
}

/** Adds the volumes of the proxy. A volume of the pod with the same name takes precedence. */
export function volumesWith(own: unknown, pod: Pod): unknown[] {
  const list = asList(own ?? [], pod.path("spec.volumes"));
  const taken = list.filter(isMapping).map(({ name }) => name as string);
  return [...withoutNames([...volumes, ...podVolumes(pod)], taken), ...list];
}

/** Adds the pull Secrets of the injected images. */
export function pullSecretsWith(
  own: unknown,
  pod: Pod,
  { imagePullSecrets }: CompleteCurrentParams,
): unknown {
  const list = asList(own ?? [], pod.path("spec.imagePullSecrets"));
  return [...imagePullSecrets.map((name) => ({ name })), ...withoutNames(list, imagePullSecrets)];
}
