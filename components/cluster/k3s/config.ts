import { z } from "zod";
import { CAPABILITIES } from "../../../lib/capabilities";
import { type Problem, problemIf } from "../../../lib/schemaProblems";
import { host, label, nodePortUses, port, secretText } from "../../fields";
import type { Mesh } from "../../meshes";
import { dockerDaemon, dockerDaemonProblems } from "../dockerDaemon";

/**
 * The default k3s release for each mesh. The classic one is the newest on which Istio 0.2 runs: Kubernetes 1.22 removed the
 * API versions that Pilot uses.
 */
export const k3sReleases: Record<Mesh, string> = { classic: "v1.21.14-k3s1", current: "v1.33.5-k3s1" };

/** The registry part of an image name, or `*` for all registries. */
const registry = z
  .string()
  .regex(/^(\*|[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?)$/)
  .meta({ expected: 'a registry, HOST[:PORT], or "*" for all' });

const registries = z
  .strictObject({
    mirrors: z
      .record(
        registry,
        z.strictObject({
          endpoints: z.array(z.url({ protocol: /^https?$/ })).min(1),
          rewrites: z.record(z.string(), z.string()).optional(),
        }),
      )
      .optional()
      .describe(
        'Per registry (such as `docker.io`, or `"*"` for all): `endpoints`, the URLs that are tried first; `rewrites`, regular expressions that change image names.',
      ),
    credentials: z
      .record(
        registry,
        z.strictObject({
          username: z.string().min(1).optional(),
          password: secretText.optional(),
          token: secretText.optional(),
          ca: z.string().min(1).optional(),
          certificate: z.string().min(1).optional(),
          key: secretText.optional(),
          insecureSkipVerify: z.boolean().optional(),
        }),
      )
      .optional()
      .describe(
        "Per registry: `username` and `password`, or `token`; `ca`, `certificate` and `key` as PEM; `insecureSkipVerify`. Set secrets with `pulumi config set --secret --path`.",
      ),
  })
  .optional()
  .describe("Mirrors of image registries and their credentials (k3s's `registries.yaml`).");

const limits = (of: string) =>
  z
    .strictObject({
      cpus: z
        .number()
        .min(0.1)
        .meta({ expected: "a number of CPUs from 0.1, such as 1.5" })
        .optional()
        .describe(`The CPUs that each ${of} may use. Default: all.`),
      memory: z
        .int()
        .min(256)
        .max(1 << 20)
        .optional()
        .describe(`The memory in MiB that each ${of} may use. Default: all.`),
    })
    .optional();

const component = (title: string) => z.boolean().default(false).describe(`Run the ${title} of k3s.`);

/** The keys of a stack file for this driver. https://docs.k3s.io */
export const k3sSchema = z
  .strictObject({
    driver: z.literal("k3s"),
    version: z
      .string()
      .regex(/^v1\.\d+\.\d+-k3s\d+$/)
      .meta({ expected: "a k3s release in the form of its image tag, such as v1.33.5-k3s1" })
      .optional()
      .describe(
        `The k3s release. Default: \`${k3sReleases.classic}\` for the classic mesh, \`${k3sReleases.current}\` for the current one.`,
      ),
    image: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The image. It is pulled only if the Docker daemon does not have it. `version` must be the release in it. Default: `rancher/k3s:VERSION`.",
      ),
    servers: z
      .union([z.literal(1), z.literal(3)])
      .meta({ expected: "1 or 3" })
      .default(1)
      .describe("The number of servers. 3 servers store the data in embedded etcd and require `subnet`."),
    agents: z
      .int()
      .min(0)
      .max(100)
      .default(0)
      .describe("The number of agents, which are nodes without a control plane. Servers run pods too."),
    name: label
      .optional()
      .describe(
        "The prefix of the names of containers, volumes and the network. Default: `meshstack-STACK`.",
      ),
    docker: dockerDaemon,
    address: z
      .ipv4()
      .meta({ expected: "an IPv4 address of the Docker host, or 0.0.0.0 for all" })
      .default("127.0.0.1")
      .describe("The address of the Docker host on which the API and NodePorts are published."),
    host: host
      .optional()
      .describe(
        "The name or address at which this machine reaches the Docker host. Default: the host in the URL of the Docker daemon, else `address`.",
      ),
    apiPort: port.default(6443).describe("The port of the API on the Docker host."),
    subnet: z
      .cidrv4()
      .optional()
      .describe(
        "The IP range of the containers, at least a /24. Each node then has a fixed address. Default: Docker selects one.",
      ),
    podCIDR: z.cidrv4().default("10.42.0.0/16").describe("The IP range of pods."),
    serviceCIDR: z.cidrv4().default("10.43.0.0/16").describe("The IP range of Services."),
    components: z
      .strictObject({
        traefik: component("ingress controller, Traefik"),
        serviceLB: component("load balancer for Services"),
        metricsServer: component("metrics server"),
      })
      .prefault({})
      .describe("Components of k3s that the environment does not require."),
    registries,
    serverArgs: z
      .array(z.string().startsWith("-"))
      .optional()
      .describe("More arguments of `k3s server`, such as `--flannel-backend=host-gw`. Default: none."),
    agentArgs: z
      .array(z.string().startsWith("-"))
      .optional()
      .describe("More arguments of `k3s agent`. Default: none."),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
      .optional()
      .describe("Environment variables of all nodes, such as `HTTPS_PROXY`. Default: none."),
    serverLimits: limits("server"),
    agentLimits: limits("agent"),
    capabilities: z
      .array(z.enum(CAPABILITIES))
      .min(1)
      .optional()
      .describe(
        "Run the containers with these Linux capabilities instead of privileged, for Docker daemons that reject privileged containers. Default: privileged, as the k3s documentation requires.",
      ),
    securityOptions: z
      .array(z.string().min(1))
      .optional()
      .describe("Docker security options, such as `seccomp=unconfined`. Default: those of Docker."),
    mounts: z
      .array(
        z.strictObject({
          source: z.string().startsWith("/"),
          target: z.string().startsWith("/"),
          readOnly: z.boolean().optional(),
        }),
      )
      .optional()
      .describe(
        "Folders of the Docker host that are mounted into every node, with `source`, `target` and `readOnly`, such as /lib/modules. Default: none.",
      ),
    dataDirectory: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The folder for the kubeconfig, relative to the checkout. Default: a folder per checkout and stack in the user's state directory.",
      ),
  })
  .describe("k3s in Docker containers, on this machine or another one.");

/** The arguments of a k3s cluster: the keys of a stack file, and what the program adds. */
export const k3sArgs = k3sSchema.extend({
  version: k3sSchema.shape.version.default(k3sReleases.classic),
  nodePorts: nodePortUses.describe(
    "NodePorts to publish on the Docker host, from the container of the first server.",
  ),
});

/** k3s in containers of a Docker daemon. */
export type K3sClusterConfig = z.input<typeof k3sArgs>;

/** {@link K3sClusterConfig} with all defaults. */
export type K3sClusterSettings = z.output<typeof k3sArgs>;

/** The host in the URL of a remote Docker daemon; undefined for one on this machine. */
export function remoteHost(url: string | undefined): string | undefined {
  if (url === undefined || /^(unix|npipe):/.test(url) || !URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return hostname === "" ? undefined : hostname.replace(/^\[|\]$/g, "");
}

/** Where the API and NodePorts answer: the given host, else the daemon's. */
export function publishedHost(
  { host, address }: Pick<K3sClusterSettings, "host" | "address">,
  daemonUrl: string | undefined,
): string {
  if (host !== undefined) return host;
  return remoteHost(daemonUrl) ?? (["0.0.0.0", "::"].includes(address) ? "127.0.0.1" : address);
}

type Config = Pick<K3sClusterSettings, "servers" | "subnet" | "address" | "docker" | "registries">;

/** Finds the problems that depend on several keys. */
export const k3sProblems = (config: Config): Problem[] => [
  ...dockerDaemonProblems("docker", config.docker),
  ...registryProblems(config),
  ...addressProblems(config),
];

const registryProblems = ({ registries }: Config): Problem[] =>
  Object.entries(registries?.credentials ?? {}).flatMap(([registry, { username, token }]) =>
    problemIf(username !== undefined && token !== undefined, {
      path: `registries.credentials.${registry}.username`,
      found: username,
      expected: "either username and password, or token",
    }),
  );

const addressProblems = ({ servers, subnet, address, docker }: Config): Problem[] => [
  ...problemIf(servers === 3 && subnet === undefined, {
    path: "subnet",
    found: undefined,
    expected: "an IPv4 range, such as 172.30.0.0/24",
    hint: "Each of 3 servers requires a fixed address.",
  }),
  ...problemIf(subnet !== undefined && Number(subnet.split("/")[1]) > 24, {
    path: "subnet",
    found: subnet,
    expected: "a range of at least /24, such as 172.30.0.0/24",
    hint: "Each node requires a fixed address.",
  }),
  ...problemIf(remoteHost(docker?.host) !== undefined && address.startsWith("127."), {
    path: "address",
    found: address,
    expected: "an address at which this machine reaches the Docker host, or 0.0.0.0",
    hint: "A loopback address is reachable only on the Docker host itself.",
  }),
];
