import { z } from "zod";
import { imageArgs } from "../imageSettings";
import { ZIPKIN } from "../addons/table";
import { imageTag, label, nodePort, repository } from "../fields";
import { CLASSIC_VERSION, CURRENT_VERSIONS } from "../meshes";

/** The version of a mesh. */
export const versionField = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern)
    .meta({ expected: `${CLASSIC_VERSION} or ${CURRENT_VERSIONS}` })
    .describe(
      "The Istio release, which decides between the classic and the current mesh. A change from one to the other replaces the control plane, and restarts the pods with a sidecar.",
    );

/** The default namespace of the control plane. */
export const MESH_NAMESPACE = "istio-system";

/** The registry and path of Istio's images. */
export const ISTIO_HUB = "docker.io/istio";

/** Keys with the same meaning for both meshes. */
export const commonFields = {
  namespace: label.default(MESH_NAMESPACE).describe("The control plane's namespace."),
  hub: repository.default(ISTIO_HUB).describe("The registry and path of Istio's images."),
  tag: imageTag.optional().describe("The tag of Istio's images. Default: the version."),
  tracing: z
    .boolean()
    .optional()
    .describe(
      `Send the spans of the proxies to Zipkin. Default: true with addons.${ZIPKIN}, otherwise false.`,
    ),
  ingress: z
    .strictObject({
      httpNodePort: nodePort.default(32000).describe("The NodePort of the ingress for HTTP."),
      httpsNodePort: nodePort
        .optional()
        .describe("The NodePort of the ingress for HTTPS. Default: assigned by the cluster."),
    })
    .prefault({})
    .describe("The ports of the ingress."),
};

/** Arguments of both control planes that differ from the keys of a stack file. */
export const commonArgs = {
  tracing: commonFields.tracing.default(true).describe("Send the spans of the proxies to Zipkin."),
  images: imageArgs,
};

/** The tag of Istio's images. */
export const imageTagOf = ({ tag, version }: { tag?: string; version: string }): string => tag ?? version;

/**
 * Namespaces whose pods get no sidecar: those of Kubernetes. istio-system is not one of them, so that a sample in the
 * namespace of the control plane has sidecars too.
 */
export const ignoredNamespaces: readonly string[] = ["kube-system", "kube-public"];
