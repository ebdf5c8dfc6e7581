/** Registry and path of Istio's images. */
const HUB = "docker.io/istio";

/** The defaults of the classic mesh. */
export const classicMeshDefaults = {
  namespace: "istio-system",
  hub: HUB,
  tag: "0.2.12",
  debugImages: true,
  tls: false,
  policyChecks: true,
  tracing: true,
  singleNamespace: false,
  httpNodePort: 32000,
} as const;

/** How a stack file selects the classic mesh, for messages. */
export const CLASSIC_MESH = `mesh.version: ${classicMeshDefaults.tag}`;

/** The defaults of the current mesh. */
export const currentMeshDefaults = {
  namespace: "istio-system",
  hub: HUB,
  tag: "1.31.4",
  tls: true,
  tracing: true,
  sampling: 100,
  proxy: "istio",
  httpNodePort: 32000,
} as const;
