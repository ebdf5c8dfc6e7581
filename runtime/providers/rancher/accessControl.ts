import { UnavailableError } from "./client/answer";
import { RancherClient } from "./client/client";
import { briefly } from "./client/connection";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { Context, ResourceType } from "../framework/resourceType";
import { accessControl as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

const LOCAL = "localauthconfig";

export const accessControl: ResourceType<typeof definition> = {
  ...definition,

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

  create: ensure,
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
