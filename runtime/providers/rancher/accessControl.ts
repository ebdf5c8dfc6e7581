import { z } from "zod";
import { UnavailableError } from "./client/answer";
import { RancherClient } from "./client/client";
import { briefly, connection } from "./client/connection";
import type { Context, ResourceType } from "../framework/resourceType";

const inputs = z.strictObject({
  /** The server; its username and password become the administrator's. */
  server: connection.refine(({ username }) => username !== undefined, {
    error: "must have the username and password of the administrator",
  }),
  /** Changes when the server starts again with an empty database. */
  instance: z.string().optional(),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** The enabled access control. */
  provider: string;
  /** The server's version, `v1.6.30`; empty when the server does not report it. */
  version: string;
}

const LOCAL = "localauthconfig";

/**
 * Local access control of a Rancher server, with its administrator. Waits for the server. Does not change access
 * control that is already enabled: the administrator must be one of its accounts. Stays enabled at deletion, so that a
 * server that outlives the stack is not open to everyone.
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
      `the access control of the Rancher server at ${server.url}: found ${found.provider}; expected none or ${LOCAL}. ` +
        "Use it as an existing server, with an API key.",
    );
  }
  // No other request would show that the server has another password.
  await client.signIn();
  const version = await client.get("/settings/rancher.server.version");
  return { provider: LOCAL, version: typeof version?.value === "string" ? version.value : "" };
}
