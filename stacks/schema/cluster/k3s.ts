import { z } from "zod";
import { CAPABILITIES } from "../../../lib/capabilities";
import { label, port, secretText } from "../fields";
import { dockerDaemon } from "./dockerEngine";

/** A registry's name as images have it, or `*` for all. */
const registry = z
  .string()
  .regex(/^(\*|[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?)$/)
  .meta({ allowed: 'a registry, HOST[:PORT], or "*" for all' });

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
        'By registry, `docker.io` or `"*"` for all: `endpoints`, the URLs where its images are looked for first; `rewrites`, regular expressions for their names there.',
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
        "By registry: `username` and `password`, or `token`; `ca`, `certificate` and `key` as PEM; `insecureSkipVerify`. Set secrets with `pulumi config set --secret --path`.",
      ),
  })
  .optional()
  .describe("Mirrors of image registries, and credentials for them (k3s's `registries.yaml`).");

const limits = (of: string) =>
  z
    .strictObject({
      cpus: z
        .number()
        .min(0.1)
        .meta({ allowed: "a number of processors from 0.1, such as 1.5" })
        .optional()
        .describe(`Processors that each ${of} may use. Default: all.`),
      memory: z
        .int()
        .min(256)
        .max(1 << 20)
        .optional()
        .describe(`MiB of memory that each ${of} may use. Default: all.`),
    })
    .optional();

const component = (title: string) => z.boolean().default(false).describe(`Run k3s's own ${title}.`);

export const k3s = z.strictObject({
  driver: z.literal("k3s"),
  version: z
    .string()
    .regex(/^v1\.\d+\.\d+-k3s\d+$/)
    .meta({ allowed: "a release of k3s as the tag of its image, such as v1.33.5-k3s1" })
    .optional()
    .describe(
      "The k3s release. Default: `v1.21.14-k3s1` for the classic mesh, `v1.33.5-k3s1` for the current one.",
    ),
  image: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The image, by any name; one that the engine has is not pulled. `version` is then to say what is in it. Default: `rancher/k3s:VERSION`.",
    ),
  servers: z
    .union([z.literal(1), z.literal(3)])
    .meta({ allowed: "1, or 3 (with embedded etcd)" })
    .default(1)
    .describe("How many servers: 1, or 3, which keep the data by embedded etcd and need `subnet`."),
  agents: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe("How many agents: nodes without a control plane. Servers run pods too."),
  name: label
    .optional()
    .describe(
      "Begins the names of containers, volumes and the network on the engine. Default: `meshstack-STACK`.",
    ),
  docker: dockerDaemon,
  address: z
    .ipv4()
    .meta({ allowed: "an IPv4 address of the engine's host; 0.0.0.0 is all of them" })
    .default("127.0.0.1")
    .describe("Where the API and NodePorts are published on the engine's host."),
  host: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The name or address by which that host is reached from here. Default: `address`, or the host in the engine's URL.",
    ),
  apiPort: port.default(6443).describe("The API's port on that host."),
  subnet: z
    .cidrv4()
    .optional()
    .describe(
      "The addresses of the containers, a /24 or more; each node then has one that stays. Default: Docker chooses.",
    ),
  podCIDR: z.cidrv4().default("10.42.0.0/16").describe("The addresses of pods."),
  serviceCIDR: z.cidrv4().default("10.43.0.0/16").describe("The addresses of services."),
  components: z
    .strictObject({
      traefik: component("ingress controller, Traefik"),
      serviceLB: component("load balancer for Services"),
      metricsServer: component("metrics server"),
    })
    .prefault({})
    .describe("What k3s brings and the environment does not need."),
  registries,
  serverArgs: z
    .array(z.string().startsWith("-"))
    .optional()
    .describe("Arguments at the end of `k3s server`, such as `--flannel-backend=host-gw`. Default: none."),
  agentArgs: z.array(z.string().startsWith("-")).optional().describe("Likewise of `k3s agent`."),
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
      "Run the containers with these Linux capabilities, and not privileged: for engines that refuse privileged containers. Default: privileged, which k3s's documentation asks for.",
    ),
  securityOptions: z
    .array(z.string().min(1))
    .optional()
    .describe("Docker's security options, such as `seccomp=unconfined`. Default: Docker's own."),
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
      "Folders of the engine's host that every node sees: `source`, `target`, `readOnly`, such as /lib/modules. Default: none.",
    ),
  dataDirectory: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The folder on this machine for the kubeconfig; relative to the checkout. Default: a folder per checkout and stack under the user's state directory.",
    ),
});
