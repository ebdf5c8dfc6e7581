import { z } from "zod";
import { classicMeshDefaults, currentMeshDefaults } from "../../../components/mesh/defaults";
import type { Mesh } from "../../../components/meshes";
import { imageTag, label, nodePort, repository } from "../../../components/fields";

/**
 * Namespaces whose pods get no sidecar: those of Kubernetes. istio-system is not one of them, so that a sample in the
 * namespace of the control plane has sidecars too.
 */
export const ignoredNamespaces: readonly string[] = ["kube-system", "kube-public"];

const ingress = z
  .strictObject({
    httpNodePort: nodePort
      .default(classicMeshDefaults.httpNodePort)
      .describe("The NodePort of the ingress for HTTP."),
    httpsNodePort: nodePort
      .optional()
      .describe("The NodePort of the ingress for HTTPS. Default: assigned by the cluster."),
  })
  .prefault({})
  .describe("The ports of the ingress.");

/** Keys with the same meaning for both meshes. */
const common = {
  namespace: label.default(classicMeshDefaults.namespace).describe("The control plane's namespace."),
  hub: repository.default(classicMeshDefaults.hub).describe("The registry and path of Istio's images."),
  tag: imageTag.optional().describe("The tag of Istio's images. Default: the version."),
  tracing: z
    .boolean()
    .optional()
    .describe("Send the spans of the proxies to Zipkin. Default: true with addons.zipkin, otherwise false."),
  ingress,
};

/** The versions of the current mesh, for messages. */
export const CURRENT_VERSIONS = `a release of Istio 1.31, such as ${currentMeshDefaults.tag}`;
const VERSIONS = `${classicMeshDefaults.tag} or ${CURRENT_VERSIONS}`;

const version = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern)
    .meta({ expected: VERSIONS })
    .describe("The Istio release, which decides between the classic and the current mesh.");

const classic = z.strictObject({
  version: version(new RegExp(`^${classicMeshDefaults.tag.replaceAll(".", "\\.")}$`)).default(
    classicMeshDefaults.tag,
  ),
  ...common,
  tls: z
    .boolean()
    .default(classicMeshDefaults.tls)
    .describe("Use mutual TLS between the proxies (authPolicy MUTUAL_TLS)."),
  debugImages: z
    .boolean()
    .default(classicMeshDefaults.debugImages)
    .describe(
      "Use the debug image of the proxy (with a shell and tools) in sidecars and gateways, as the release does.",
    ),
  policyChecks: z
    .boolean()
    .default(classicMeshDefaults.policyChecks)
    .describe("Let the proxies check every request with Mixer."),
  singleNamespace: z
    .boolean()
    .default(classicMeshDefaults.singleNamespace)
    .describe(
      "Install the release's variant for one namespace: the control plane watches only its own namespace.",
    ),
});

const current = z.strictObject({
  version: version(/^1\.31\.\d+$/),
  ...common,
  tls: z
    .boolean()
    .default(currentMeshDefaults.tls)
    .describe(
      "Use mutual TLS in the whole mesh. True is PeerAuthentication STRICT, which rejects plain text; false is DISABLE.",
    ),
  automaticInjection: z
    .boolean()
    .default(false)
    .describe(
      "Let istiod inject sidecars into new pods in namespaces with the label `istio-injection: enabled`. The sample has sidecars in any case.",
    ),
  sampling: z
    .number()
    .min(0)
    .max(100)
    .meta({ expected: "a number from 0 to 100" })
    .default(currentMeshDefaults.sampling)
    .describe("The percentage of requests that are traced."),
});

/** The control plane of each mesh. `mesh.version` decides which one a stack file configures. */
export const meshSchemas = {
  classic: classic
    .prefault({})
    .describe("Istio 0.2: Pilot, Mixer, CA, ingress and egress. The default, without `mesh.version` too."),
  current: current.describe("Istio 1.31: istiod and an ingress gateway. `mesh.version` is required."),
} satisfies Record<Mesh, z.ZodType>;
