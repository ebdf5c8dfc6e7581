import { z } from "zod";
import { daemonOptions } from "../../../../lib/clients/docker/daemonOptions";
import { defineResource } from "../../framework/sdk/definition";
import { nonEmpty, positive, secret, string, text } from "../../framework/sdk/fields";
import { connection } from "./connection";

const DOCS = "https://rancher.com/docs/rancher/v1.6/en";

const environmentId = text("The environment's id as a project.");

export const accessControl = defineResource("local:index:RancherAccessControl", () => ({
  description:
    "Local access control of a Rancher server, with its administrator. Waits for the server. Does not change access control " +
    "that is already enabled: the administrator must be one of its accounts. Stays enabled at deletion, so that a server " +
    `that outlives the stack is not open to everyone. ${DOCS}/api/v2-beta/access-control/`,
  inputs: z.strictObject({
    server: connection
      .refine(({ username }) => username !== undefined, {
        error: "must have the username and password of the administrator",
      })
      .describe("The server; its username and password become the administrator's."),
    instance: string("Changes when the server starts again with an empty database.").optional(),
  }),
  outputs: {
    provider: string("The enabled access control."),
    version: string("The server's version, `v1.6.30`; empty when the server does not report it."),
  },
}));

export const agentHost = defineResource("local:index:RancherAgentHost", () => ({
  description:
    "A Docker host for a Rancher agent. Rancher does not clean up a host that is removed from the server " +
    `(${DOCS}/hosts/#removing-hosts), and it rejects an agent that returns with its old identity. So deletion removes the ` +
    "containers, the volumes and the agent's identity, unless they existed before.",
  inputs: z.strictObject({
    name: text("The host's name in messages."),
    docker: daemonOptions.prefault({}),
    image: text("The agent's image; a container of it empties the agent's folder."),
    registration: text(
      "The name of the registration container, which is deleted together with this resource.",
    ),
    volumes: z
      .array(nonEmpty)
      .default(["etcd"])
      .describe(
        "Names of volumes that Rancher creates on the host and does not remove. Default: that of its etcd.",
      ),
  }),
  outputs: {
    generation: string("Changes when no agent runs and a new one must start."),
    before: z
      .array(z.string())
      .describe("Containers (ids) and volumes (names) that existed before; they are never removed."),
  },
  replaceOnChanges: ["docker"],
}));

export const apiKey = defineResource("local:index:RancherApiKey", () => ({
  description:
    "An API key of the account in `server`. The server returns the secret half only once, so a key whose creation was " +
    `interrupted is deleted and created again. ${DOCS}/api/v2-beta/api-resources/apiKey/`,
  inputs: z.strictObject({
    server: connection,
    name: text("Identifies a key that an interrupted creation left.").max(255),
    description: z.string().max(1024).optional(),
    timeoutSeconds: positive(120, "Seconds until the key must be active, or deleted."),
  }),
  outputs: {
    keyId: string("The key's id in the API."),
    accessKey: secret("The public half; `secretKey` is the secret one."),
    secretKey: secret("The secret half."),
  },
  replaceOnChanges: ["name"],
}));

export const environment = defineResource("local:index:RancherEnvironment", () => ({
  description:
    "An environment of a Rancher server (`project` in the API), created from a project template. Deletion evacuates and " +
    "removes its hosts and removes its stacks, then deactivates, removes and purges the environment. " +
    `${DOCS}/api/v2-beta/api-resources/project/`,
  inputs: z.strictObject({
    server: connection,
    name: nonEmpty.max(255),
    template: text("The name of the server's project template for the environment."),
    owner: text(
      "The owner, stored in the description. An environment with the same name and another owner is never changed.",
    ).max(1024),
    timeoutSeconds: positive(
      600,
      "Seconds for loading the templates, and for creating or removing the environment.",
    ),
  }),
  outputs: { environmentId: string("Its id as a project, `1a7`.") },
  replaceOnChanges: ["name", "template", "owner"],
}));

export const host = defineResource("local:index:RancherHost", () => ({
  description:
    "A host of an environment: waits for its agent, which another resource starts. Deletion evacuates, deactivates, removes " +
    `and purges it. ${DOCS}/api/v2-beta/api-resources/host/`,
  inputs: z.strictObject({
    server: connection,
    environmentId,
    name: text("The host's name in messages."),
    label: z
      .strictObject({ name: nonEmpty, value: nonEmpty })
      .describe("A host label that only this host has."),
    agent: string("Changes with the agent, so that the host registers again.").optional(),
    advice: string("What to check when the host does not register, for the error message.").optional(),
    timeoutSeconds: positive(600, "Seconds until the host must be active, or removed."),
  }),
  outputs: {
    hostId: string("Empty until the host has registered."),
    hostname: z.string(),
    address: string("The address with which it registered."),
  },
  replaceOnChanges: ["environmentId", "label"],
}));

export const kubernetes = defineResource("local:index:RancherKubernetes", () => ({
  description:
    "The Kubernetes of an environment: waits for its stack, then for its API. The kubeconfig is that of Rancher's page " +
    '"Kubernetes, CLI, Generate Config". Creates and deletes nothing.',
  inputs: z.strictObject({
    server: connection,
    environmentId,
    environmentName: text(
      "The environment's name, also of the cluster, the user and the context in the kubeconfig.",
    ),
    stack: text("The name of the environment's Kubernetes stack.").default("kubernetes"),
    accessKey: text("The access key of the API key for the kubeconfig."),
    secretKey: text("The secret key of the API key for the kubeconfig."),
    timeoutSeconds: positive(
      1200,
      "Seconds until the stack must be healthy and the cluster's API must answer.",
    ),
  }),
  outputs: {
    kubeconfig: secret('The kubeconfig of the page "CLI", as YAML.'),
    version: string("The version of the cluster's API, `v1.12.7`."),
  },
  replaceOnChanges: ["environmentId"],
}));

export const registration = defineResource("local:index:RancherRegistration", () => ({
  description: `A registration token of an environment: hosts join with its URL. ${DOCS}/api/v2-beta/api-resources/registrationToken/`,
  inputs: z.strictObject({
    server: connection,
    environmentId,
    name: text("Identifies a token that an interrupted creation left.").max(255),
    timeoutSeconds: positive(300, "Seconds until the token must be active, or deleted."),
  }),
  outputs: {
    tokenId: string("The token's id in the API."),
    registrationUrl: secret("The URL that an agent is started with; anyone who knows it can add hosts."),
    image: string("The agent's image for this server."),
  },
  replaceOnChanges: ["environmentId", "name"],
}));

export const setting = defineResource("local:index:RancherSetting", () => ({
  description: `A setting of a Rancher server. Deletion restores the previous value. ${DOCS}/api/v2-beta/api-resources/activeSetting/`,
  inputs: z.strictObject({
    server: connection,
    name: text("`api.host`: the URL at which hosts reach the server."),
    value: z.string(),
  }),
  outputs: {
    active: string("The server's current value."),
    previous: string("The previous value; empty for the server's default."),
  },
  replaceOnChanges: ["name"],
}));
