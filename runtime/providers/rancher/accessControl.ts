import { z } from "zod";
import { UnavailableError } from "./client/answer";
import { RancherClient } from "./client/client";
import { briefly, connection } from "./client/connection";
import type { Context, ResourceType } from "../framework/resourceType";

const inputs = z.strictObject({
  /** The server; its username and password are those that the administrator gets. */
  server: connection.refine(({ username }) => username !== undefined, {
    error: "must have the username and password of the administrator",
  }),
  /** Changes when the server has begun anew, with an empty database. */
  instance: z.string().optional(),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** Which access control is on. */
  provider: string;
  /** The server's version, `v1.6.30`; empty where it does not say. */
  version: string;
}

const LOCAL = "localauthconfig";

/**
 * Local access control of a Rancher server, with its administrator. The server is waited for. Access control that is on
 * already is left as it is: the administrator must be one of it. It stays on at deletion: a server that goes on is not
 * left open to everyone.
 * https://rancher.com/docs/rancher/v1.6/en/api/v2-beta/access-control/
 */
export const accessControl: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:RancherAccessControl",
  inputs,
  outputs: { provider: "plain", version: "plain" },

  async drift({ inputs: olds, outputs }, _, context) {
    try {
      const { enabled, provider } = await new RancherClient(briefly(olds.server), context).accessControl();
      return { outputs: enabled && (provider ?? LOCAL) === outputs.provider ? [] : ["provider"] };
    } catch (error) {
      // The next step waits for it.
      if (error instanceof UnavailableError) return { outputs: ["version"] };
      throw error;
    }
  },

  idOf: ({ server }) => server.url,

  async create(news, context) {
    return ensure(news, context);
  },

  async update(_, news, context) {
    return ensure(news, context);
  },

  async delete() {},
};

async function ensure({ server }: Inputs, context: Context): Promise<Outputs> {
  const client = new RancherClient(server, context);
  await client.untilReady();
  const found = await client.accessControl();
  if (!found.enabled) {
    context.status("turning access control on");
    const { username, password } = server;
    const administrator = {
      type: "localAuthConfig",
      accessMode: "unrestricted",
      name: username,
      username,
      password,
    };
    await client.setLocalAccessControl({ ...administrator, enabled: true }, true);
  } else if (found.provider !== undefined && found.provider !== LOCAL) {
    throw new Error(
      `the Rancher server at ${server.url} has the access control ${found.provider}: ` +
        "use it as an existing server, with an API key",
    );
  }
  // Nothing else would say that the password is not the one that the server has.
  await client.signIn();
  const version = await client.get("/settings/rancher.server.version");
  return { provider: LOCAL, version: typeof version?.value === "string" ? version.value : "" };
}
