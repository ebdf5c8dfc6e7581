import * as pulumi from "@pulumi/pulumi";
import {
  type RancherConnection,
  RancherEnvironment,
  RancherRegistration,
} from "../../../runtime/providers/rancher/sdk";
import type { RancherClusterSettings } from "./config";

/** The environment to add hosts to. */
export interface HostTarget {
  connection: RancherConnection;
  environmentId: pulumi.Output<string>;
  registration: RancherRegistration;
}

/** The stack's name in the texts that Rancher's pages show. */
export const stackName = (): string => `${pulumi.getProject()}/${pulumi.getStack()}`;

/** Creates the environment from its template, and the registration of its hosts. */
export function createEnvironment(
  name: string,
  { environment, template, timeouts }: RancherClusterSettings,
  connection: RancherConnection,
  opts: pulumi.CustomResourceOptions,
): HostTarget {
  const { environmentId } = new RancherEnvironment(
    `${name}-environment`,
    {
      server: connection,
      name: environment,
      template,
      owner: `Made by the Pulumi stack ${stackName()}`,
      timeoutSeconds: timeouts.environment,
    },
    opts,
  );
  const registration = new RancherRegistration(
    `${name}-registration`,
    { server: connection, environmentId, name: `Pulumi stack ${stackName()}` },
    opts,
  );
  return { connection, environmentId, registration };
}
