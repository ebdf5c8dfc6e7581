import { driftOn } from "./client/availability";
import { RancherClient } from "./client/client";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { Context, ResourceType } from "../framework/resourceType";
import { accessControl as definition } from "./sdk/definitions";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

const LOCAL = "localauthconfig";

export const accessControl: ResourceType<typeof definition> = {
  ...definition,

  drift({ inputs: olds, outputs }, _, context) {
    const look = async (client: RancherClient) => {
      const { enabled, provider } = await client.accessControl();
      return { outputs: enabled && (provider ?? LOCAL) === outputs.provider ? [] : ["provider"] };
    };
    return driftOn(olds.server, context, look, { outputs: ["version"] });
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
    await client.setLocalAccessControl({
      type: "localAuthConfig",
      accessMode: "unrestricted",
      name: username,
      username,
      password,
      enabled: true,
    });
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
