import { z } from "zod";
import { ConfigError, problemsOf, type Problem } from "./problems";

/** Namespaces and the like: RFC 1123 labels. */
const label = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
  .meta({ allowed: "a DNS label: up to 63 lower-case letters, digits and dashes, no dash at either end" });

const nodePort = z.int().min(30000).max(32767);
const port = z.int().min(1024).max(65535);

/** A registry, and a path in it if there is one: `registry.example.com:5000/mirror`. */
const repository = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/)
  .meta({ allowed: "HOST[:PORT][/PATH], without a scheme and without a slash at the end" });

const imageTag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/)
  .meta({ allowed: "an image tag: up to 128 letters, digits, '_', '.' and '-', the first no '.' or '-'" });

const embedded = z.strictObject({
  driver: z.literal("embedded"),
  nodes: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe(
      "How many simulated nodes the cluster has. Pods are scheduled to them and reported ready; no container runs.",
    ),
  kubernetesVersion: z
    .enum(["1.31", "1.32", "1.33"])
    .default("1.33")
    .describe("The Kubernetes API version that the cluster serves (its emulated version, MAJOR.MINOR)."),
  apiPort: port
    .optional()
    .describe("The API server's port on 127.0.0.1. Default: a free one, chosen at the first `up` and kept."),
  dataDirectory: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Where the cluster keeps its data and logs; relative to the checkout. Default: a folder per checkout and stack under the user's state directory.",
    ),
  podCIDR: z.cidrv4().default("10.244.0.0/16").describe("The addresses of pods."),
  serviceCIDR: z.cidrv4().default("10.96.0.0/16").describe("The addresses of services."),
});

const existing = z.strictObject({
  driver: z.literal("existing"),
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The kubeconfig's content. Set it with `pulumi config set --secret --path cluster.kubeconfig`.",
    ),
  kubeconfigPath: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The kubeconfig's file; relative to the checkout, `~` is the home folder. Default, when no content is given either: $KUBECONFIG, else ~/.kube/config.",
    ),
  nodePortHost: z
    .string()
    .min(1)
    .optional()
    .describe("Where NodePorts answer: a name or an address. Default: the API server's host."),
  context: z.string().min(1).optional().describe("The kubeconfig's context. Default: its current context."),
});

const cluster = z
  .discriminatedUnion("driver", [
    embedded.describe("A Kubernetes of this project's own, as processes on this machine."),
    existing.describe("A cluster that exists already, reached by a kubeconfig. It is never deleted."),
  ])
  .prefault({ driver: "embedded" })
  .describe("Which Kubernetes cluster the environment runs on, by its driver.");

const mesh = z
  .strictObject({
    namespace: label.default("istio-system").describe("The control plane's namespace."),
    version: z.literal("0.2.12").default("0.2.12").describe("The Istio release."),
    hub: repository.default("docker.io/istio").describe("The registry and path of Istio's images."),
    tag: imageTag.optional().describe("The tag of Istio's images. Default: the version."),
    debugImages: z
      .boolean()
      .default(true)
      .describe(
        "Use the proxy's debug image (with shell and tools) in the sidecars and gateways, as the release does.",
      ),
    tls: z.boolean().default(false).describe("Mutual TLS between the proxies (authPolicy MUTUAL_TLS)."),
    policyChecks: z.boolean().default(true).describe("Have the proxies ask Mixer before each request."),
    tracing: z.boolean().default(true).describe("Have the proxies send their spans to Zipkin."),
    singleNamespace: z
      .boolean()
      .default(false)
      .describe(
        "The release's installation for one namespace: the control plane watches and serves its own namespace only.",
      ),
    ingress: z
      .strictObject({
        httpNodePort: nodePort.default(32000).describe("The NodePort of the ingress for HTTP."),
        httpsNodePort: nodePort
          .optional()
          .describe("The NodePort of the ingress for HTTPS. Default: assigned by the cluster."),
      })
      .prefault({})
      .describe("Where the ingress answers."),
  })
  .prefault({})
  .describe("The Istio control plane.");

const addon = (title: string, nodePortDefault: number | undefined) =>
  z
    .strictObject({
      enabled: z.boolean().default(true).describe(`Install ${title}.`),
      nodePort:
        nodePortDefault === undefined
          ? nodePort.optional().describe(`The NodePort of ${title}. Default: none, a ClusterIP service.`)
          : nodePort.default(nodePortDefault).describe(`The NodePort of ${title}.`),
    })
    .prefault({})
    .describe(`${title}, installed beside the control plane.`);

const addons = z
  .strictObject({
    zipkin: addon("Zipkin", 30001),
    grafana: addon("Grafana", 30002),
    prometheus: addon("Prometheus", undefined),
    servicegraph: addon("Servicegraph", undefined),
  })
  .prefault({})
  .describe("The telemetry addons.");

const bookinfo = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Install the Bookinfo sample, with sidecars."),
    namespace: label.default("default").describe("The sample's namespace; made if it is not `default`."),
    v1Only: z.boolean().default(false).describe("Only version 1 of reviews."),
    ratingsV2: z.boolean().default(false).describe("Add ratings v2 and the MongoDB that it reads from."),
    serviceAccounts: z
      .boolean()
      .default(false)
      .describe(
        "Run productpage and reviews under service accounts of their own, as the sample's TLS walk-through does.",
      ),
  })
  .prefault({})
  .describe("The Bookinfo sample.");

const routes = z
  .array(z.string())
  .default([])
  .describe(
    "Ready-made routing rules, by name (docs/routing.md lists them). Removing a name deletes its rules at the next `up`.",
  );

const images = z
  .strictObject({
    registryMirror: repository
      .optional()
      .describe(
        "A registry that has copies of all images; it takes the place of the registry in every image's name.",
      ),
    pullPolicy: z
      .enum(["Always", "IfNotPresent", "Never"])
      .optional()
      .describe("The pull policy of every image. Default: what each component says."),
    pullSecrets: z
      .array(label)
      .default([])
      .describe(
        "Names of the secrets for pulling images, added to every pod. They are to exist in its namespace.",
      ),
  })
  .prefault({})
  .describe("Where images come from.");

/** What a stack file may say under `config:`, each key with the prefix `meshstack:`. */
export const stackConfigSchema = z.strictObject({ cluster, mesh, addons, bookinfo, routes, images });

/** A stack's configuration, every default filled in. */
export type StackConfig = z.output<typeof stackConfigSchema>;

/** What only the whole configuration shows: ports used twice, names that are not known, values that exclude each other. */
function crossChecks(config: StackConfig, knownRoutes: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const ports: [path: string, port: number | undefined][] = [
    ["mesh.ingress.httpNodePort", config.mesh.ingress.httpNodePort],
    ["mesh.ingress.httpsNodePort", config.mesh.ingress.httpsNodePort],
    ...Object.entries(config.addons)
      .filter(([, { enabled }]) => enabled)
      .map(([name, { nodePort }]): [string, number | undefined] => [`addons.${name}.nodePort`, nodePort]),
  ];
  const taken = new Map<number, string>();
  for (const [path, nodePort] of ports) {
    if (nodePort === undefined) continue;
    const other = taken.get(nodePort);
    if (other === undefined) taken.set(nodePort, path);
    else
      problems.push({
        path,
        found: nodePort,
        allowed: `a port that is not used yet (${other} has this one)`,
      });
  }
  const names = new Set<string>();
  config.routes.forEach((name, i) => {
    if (!knownRoutes.includes(name)) {
      problems.push({
        path: `routes[${i}]`,
        found: name,
        allowed: knownRoutes.join(", "),
        known: knownRoutes,
      });
    } else if (names.has(name)) {
      problems.push({ path: `routes[${i}]`, found: name, allowed: "each name once" });
    }
    names.add(name);
  });
  if (config.cluster.driver === "existing" && config.cluster.kubeconfig && config.cluster.kubeconfigPath) {
    problems.push({
      path: "cluster.kubeconfigPath",
      found: config.cluster.kubeconfigPath,
      allowed: "either kubeconfig or kubeconfigPath, not both",
    });
  }
  if (
    config.mesh.singleNamespace &&
    config.bookinfo.enabled &&
    config.bookinfo.namespace !== config.mesh.namespace
  ) {
    problems.push({
      path: "bookinfo.namespace",
      found: config.bookinfo.namespace,
      allowed: `${config.mesh.namespace}: with mesh.singleNamespace the control plane serves its own namespace only`,
    });
  }
  return problems;
}

/**
 * The typed configuration from what a stack file says.
 * @param raw keys without their prefix, values as YAML or JSON has them
 * @param knownRoutes the names that `routes` may list
 * @throws ConfigError with every problem at once: the key's path, what was found, what is allowed
 */
export function parseStackConfig(raw: Record<string, unknown>, knownRoutes: readonly string[]): StackConfig {
  const result = stackConfigSchema.safeParse(raw);
  if (!result.success) throw new ConfigError(problemsOf(result.error.issues, raw, stackConfigSchema));
  const problems = crossChecks(result.data, knownRoutes);
  if (problems.length > 0) throw new ConfigError(problems);
  return result.data;
}
