import { z } from "zod";
import { classicMeshDefaults, currentMeshDefaults } from "../../components/mesh/defaults";
import { imageTag, label, nodePort, repository } from "./fields";

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
  .describe("Where the ingress answers.");

/** What both generations have, with one meaning. */
const common = {
  namespace: label.default(classicMeshDefaults.namespace).describe("The control plane's namespace."),
  hub: repository.default(classicMeshDefaults.hub).describe("The registry and path of Istio's images."),
  tag: imageTag.optional().describe("The tag of Istio's images. Default: the version."),
  tracing: z
    .boolean()
    .default(classicMeshDefaults.tracing)
    .describe("Have the proxies send their spans to Zipkin."),
  ingress,
};

const classic = z.strictObject({
  generation: z.literal("classic").default("classic"),
  version: z.literal(classicMeshDefaults.tag).default(classicMeshDefaults.tag).describe("The Istio release."),
  ...common,
  tls: z
    .boolean()
    .default(classicMeshDefaults.tls)
    .describe("Mutual TLS between the proxies (authPolicy MUTUAL_TLS)."),
  debugImages: z
    .boolean()
    .default(classicMeshDefaults.debugImages)
    .describe(
      "Use the proxy's debug image (with shell and tools) in the sidecars and gateways, as the release does.",
    ),
  policyChecks: z
    .boolean()
    .default(classicMeshDefaults.policyChecks)
    .describe("Have the proxies ask Mixer before each request."),
  singleNamespace: z
    .boolean()
    .default(classicMeshDefaults.singleNamespace)
    .describe(
      "The release's installation for one namespace: the control plane watches and serves its own namespace only.",
    ),
});

const current = z.strictObject({
  generation: z.literal("current"),
  version: z
    .string()
    .regex(/^1\.31\.\d+$/)
    .meta({ allowed: "a release of Istio 1.31, such as 1.31.4" })
    .default(currentMeshDefaults.tag)
    .describe("The Istio release."),
  ...common,
  tls: z
    .boolean()
    .default(currentMeshDefaults.tls)
    .describe(
      "Mutual TLS in the whole mesh: true is PeerAuthentication STRICT, which refuses plain text; false is DISABLE.",
    ),
  automaticInjection: z
    .boolean()
    .default(false)
    .describe(
      "Have istiod inject pods too, as they are created, in namespaces with the label `istio-injection: enabled`. The sample has its sidecars anyway.",
    ),
  sampling: z
    .number()
    .min(0)
    .max(100)
    .meta({ allowed: "a number from 0 to 100" })
    .default(currentMeshDefaults.sampling)
    .describe("How many of a hundred requests are traced."),
});

export const mesh = z
  .discriminatedUnion("generation", [
    classic.describe("Istio 0.2: Pilot, Mixer, CA, ingress and egress. The default."),
    current.describe("Istio 1.31: istiod and an ingress gateway."),
  ])
  .prefault({})
  .describe("The Istio control plane, by its generation.");
