import { z } from "zod";
import { CAPABILITIES } from "../../../lib/capabilities";
import { label, port, secretText } from "../fields";
import { dockerDaemon } from "./dockerEngine";

const text = z.string().min(1);
const seconds = z.number().positive().meta({ allowed: "a number of seconds above zero" });
const url = z.url({ protocol: /^https?$/ }).meta({ allowed: "an http or https URL" });

const database = z
  .strictObject({
    host: text.describe("A name or address of the MySQL server, as the container reaches it."),
    port: port.default(3306).describe("Its port."),
    user: text.default("cattle").describe("The database's user."),
    password: secretText
      .optional()
      .describe(
        "The user's password. Set it with `pulumi config set --secret --path cluster.server.database.password`. Default: `cattle`, which is the image's.",
      ),
    name: text.default("cattle").describe("The database. It exists, and is empty at first."),
  })
  .optional()
  .describe(
    "An external MySQL database. Default: the server's own, in a Docker volume that goes with the stack.",
  );

const server = z
  .strictObject({
    address: text
      .regex(/^(?!localhost$|127\.|::1$|.*[/:])/)
      .meta({ allowed: "a name or IPv4 address at which hosts reach the machine; not loopback, and no URL" })
      .describe("A name or address of the machine, at which its hosts and Pulumi reach it; not loopback."),
    port: port.default(8080).describe("The server's port on that machine."),
    listenAddress: z
      .ipv4()
      .meta({ allowed: "an IPv4 address" })
      .optional()
      .describe(
        "The address that the port is published on. Default: `address` where that is an IPv4 address, else all of the machine's.",
      ),
    image: text.default("rancher/server:v1.6.30").describe("The server's image."),
    docker: dockerDaemon,
    database,
    adminUsername: text.default("admin").describe("The administrator's name."),
    adminPassword: secretText
      .optional()
      .describe(
        "The administrator's password. Set it with `pulumi config set --secret --path cluster.server.adminPassword`. Default: drawn at the first `up` and kept, in the file `admin-password` beside the kubeconfig.",
      ),
  })
  .optional()
  .describe("The Rancher server that this stack runs as a container. Not together with `existing`.");

const existing = z
  .strictObject({
    url: url.describe("The server's URL without a path, such as https://rancher.example.org."),
    accessKey: text.describe("The access key of an account API key of that server."),
    secretKey: secretText
      .optional()
      .describe(
        "Its secret key. Set it with `pulumi config set --secret --path cluster.existing.secretKey`.",
      ),
    caCertificate: text
      .optional()
      .describe("PEM of the authority that signed its certificate. Default: those that Node.js trusts."),
  })
  .optional()
  .describe("A Rancher 1.6 server that exists. Of it, only the environment and an API key are this stack's.");

const host = z.strictObject({
  name: label.describe("How this stack and its messages call the host."),
  docker: dockerDaemon,
  address: text
    .optional()
    .describe("The host's address in the environment (CATTLE_AGENT_IP). Default: what the server sees."),
  labels: z.record(text, z.string()).optional().describe("Host labels (CATTLE_HOST_LABELS)."),
});

export const rancher = z.strictObject({
  driver: z.literal("rancher"),
  server,
  existing,
  environment: text.default("kubernetes").describe("The name of the environment."),
  template: text.default("Kubernetes").describe("The project template that it is made from."),
  hosts: z
    .array(host)
    .min(1)
    .describe(
      "The machines with Docker that become its hosts, each with `name` (how this stack calls it), and, where they differ from the default, `docker` (its engine, with the keys of `cluster.server.docker`), `address` (its address in the environment, CATTLE_AGENT_IP; default: what the server sees) and `labels` (CATTLE_HOST_LABELS).",
    ),
  agentImage: text.optional().describe("The agent's image. Default: the one that the server names."),
  capabilities: z
    .array(z.enum(CAPABILITIES))
    .min(1)
    .optional()
    .describe(
      "Run the agents with these Linux capabilities, and not privileged: for engines that refuse privileged containers. Default: privileged, which Rancher's own agent needs.",
    ),
  nodePortHost: text
    .optional()
    .describe("Where NodePorts answer: a name or an address. Default: the first host's address."),
  timeouts: z
    .strictObject({
      server: seconds.default(300).describe("Until the server's API answers, in seconds."),
      environment: seconds.default(600).describe("Until the environment is there, or gone, in seconds."),
      host: seconds.default(600).describe("Until a host has registered and works, or is gone, in seconds."),
      kubernetes: seconds
        .default(1200)
        .describe("Until the Kubernetes stack is healthy and its API answers, in seconds."),
    })
    .prefault({})
    .describe("How long is waited."),
});
