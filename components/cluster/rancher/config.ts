import { z } from "zod";
import { CAPABILITIES } from "../../../lib/capabilities";
import { type Problem, problemIf } from "../../../lib/schemaProblems";
import { host as hostName, inputText, label, port, secretText } from "../../fields";
import { dockerDaemon, dockerDaemonProblems } from "../dockerDaemon";

const text = z.string().min(1);
const seconds = z.number().positive().meta({ expected: "a number of seconds greater than 0" });
const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !URL.canParse(text) || /^\/?$/.test(pathOf(new URL(text))))
  .meta({ expected: "an http or https URL without a path, such as https://rancher.example.org" });
const pathOf = ({ pathname, search, hash, username }: URL): string => pathname + search + hash + username;

const database = z
  .strictObject({
    host: hostName.describe("The name or address at which the container reaches the MySQL server."),
    port: port.default(3306).describe("The port of the MySQL server."),
    user: text.default("cattle").describe("The user of the database."),
    password: secretText
      .optional()
      .describe(
        "The password of the user. Set it with `pulumi config set --secret --path cluster.server.database.password`. Default: `cattle`, as in the image.",
      ),
    name: text
      .default("cattle")
      .describe("The name of the database. It must exist and be empty before the first `up`."),
  })
  .optional()
  .describe(
    "An external MySQL database. Default: the database of the container, in a Docker volume that `make destroy` deletes.",
  );

const server = z
  .strictObject({
    address: text
      .regex(/^(?!localhost$|127\.|::1$|.*[/:])/)
      .meta({
        expected: "a name or IPv4 address at which hosts reach the machine, not a loopback address or a URL",
      })
      .describe(
        "The name or address at which the hosts and Pulumi reach the machine; not a loopback address.",
      ),
    port: port.default(8080).describe("The port of the server on that machine."),
    listenAddress: z
      .ipv4()
      .meta({ expected: "an IPv4 address" })
      .optional()
      .describe(
        "The address on which the port is published. Default: `address` if it is an IPv4 address, else all addresses.",
      ),
    image: text.default("rancher/server:v1.6.30").describe("The image of the server."),
    docker: dockerDaemon,
    database,
    adminUsername: text.default("admin").describe("The user name of the administrator."),
    adminPassword: secretText
      .optional()
      .describe(
        "The password of the administrator. Set it with `pulumi config set --secret --path cluster.server.adminPassword`. Default: generated at the first `up` and kept in the file `admin-password` beside the kubeconfig.",
      ),
  })
  .optional()
  .describe("The Rancher server that this stack runs in a container. Excludes `existing`.");

const existing = z
  .strictObject({
    url: url.describe("The URL of the server without a path, such as https://rancher.example.org."),
    accessKey: inputText.describe("The access key of an account API key."),
    secretKey: secretText
      .optional()
      .describe(
        "The secret key of the account API key. Set it with `pulumi config set --secret --path cluster.existing.secretKey`.",
      ),
    caCertificate: text
      .optional()
      .describe("The PEM of the CA certificate of the server. Default: the CAs that Node.js trusts."),
  })
  .optional()
  .describe("An existing Rancher 1.6 server. The stack manages only an environment and an API key in it.");

const host = z.strictObject({
  name: label.describe("The name of the host in this stack and its messages."),
  docker: dockerDaemon,
  address: text
    .optional()
    .describe(
      "The address of the host in the environment (CATTLE_AGENT_IP). Default: the address that the server detects.",
    ),
  labels: z.record(text, z.string()).optional().describe("Host labels (CATTLE_HOST_LABELS)."),
});

/** The keys of a stack file for this driver, which are also its arguments. */
export const rancherSchema = z
  .strictObject({
    driver: z.literal("rancher"),
    server,
    existing,
    environment: text.default("kubernetes").describe("The name of the environment."),
    template: text.default("Kubernetes").describe("The project template of the environment."),
    hosts: z
      .array(host)
      .min(1)
      .describe(
        "The Docker hosts of the environment. Keys: `name` (the name in this stack and its messages), `docker` (the Docker daemon, with the keys of `cluster.server.docker`), `address` (CATTLE_AGENT_IP; default: the address that the server detects), `labels` (CATTLE_HOST_LABELS).",
      ),
    agentImage: text
      .optional()
      .describe("The image of the agent. Default: the image that the server requests."),
    capabilities: z
      .array(z.enum(CAPABILITIES))
      .min(1)
      .optional()
      .describe(
        "Run the agents with these Linux capabilities instead of privileged, for Docker daemons that reject privileged containers. Default: privileged, which the agent of Rancher requires.",
      ),
    nodePortHost: hostName
      .optional()
      .describe(
        "The name or address at which browsers reach NodePorts. Default: the address of the first host.",
      ),
    timeouts: z
      .strictObject({
        server: seconds.default(300).describe("The time until the API of the server answers, in seconds."),
        environment: seconds
          .default(600)
          .describe("The time until the environment is created or deleted, in seconds."),
        host: seconds.default(600).describe("The time until a host is active or deleted, in seconds."),
        kubernetes: seconds
          .default(1200)
          .describe("The time until the Kubernetes stack is healthy and its API answers, in seconds."),
      })
      .prefault({})
      .describe("Timeouts."),
  })
  .describe("Kubernetes by Rancher 1.6: a server, an environment, and agents on Docker hosts.");

/** Kubernetes by Rancher 1.6: a server, an environment of the Kubernetes template, and hosts with agents. */
export type RancherClusterConfig = z.input<typeof rancherSchema>;

/** {@link RancherClusterConfig} with all defaults. */
export type RancherClusterSettings = z.output<typeof rancherSchema>;

/** A Rancher server that the stack runs. */
export type RancherServerSettings = NonNullable<RancherClusterSettings["server"]>;

/** A machine with Docker that becomes a host of the environment. */
export type RancherHostSettings = RancherClusterSettings["hosts"][number];

/** Finds the problems that depend on several keys. */
export const rancherProblems = ({ server, existing, hosts }: RancherClusterSettings): Problem[] => [
  ...dockerDaemonProblems("server.docker", server?.docker),
  ...hosts.flatMap(({ docker }, i) => dockerDaemonProblems(`hosts[${i}].docker`, docker)),
  ...problemIf((server === undefined) === (existing === undefined), {
    path: server === undefined ? "server" : "existing",
    found: existing?.url,
    expected: "either server or existing",
    hint: "`server` runs a Rancher server, `existing` connects to one.",
  }),
  ...hosts.flatMap(({ name }, i) =>
    problemIf(hosts.findIndex((host) => host.name === name) < i, {
      path: `hosts[${i}].name`,
      found: name,
      expected: "each name only once",
    }),
  ),
];
