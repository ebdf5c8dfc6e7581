import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { heartbeat, labelsOf, register } from "./agent";
import { docker } from "./dockerSocket";

const TOKEN = "/var/lib/rancher/state/.registration_token";
const AGENT = "rancher-agent";

/**
 * `rancher/agent` as a container. With a registration URL it registers, starts itself again as the container
 * rancher-agent, and exits; that container reports the host to the server. With `--` it runs the following command:
 * here, `rm -rf`.
 */
async function main(args: readonly string[]): Promise<void> {
  const [first = "", ...rest] = args;
  if (/^https?:/.test(first)) return launch(first);
  if (first === "run") return run();
  if (first === "state") return say("Rancher State");
  if (first === "--" && rest[0] === "rm" && rest[1] === "-rf") {
    return rest.slice(2).forEach((path) => rmSync(path, { recursive: true, force: true }));
  }
  throw new Error("One parameter required");
}

const say = (text: string): void => void process.stdout.write(`INFO: ${text}\n`);

/** The host's identity, stored in its folder. */
function key(): string {
  if (existsSync(TOKEN)) return readFileSync(TOKEN, "utf8");
  mkdirSync(dirname(TOKEN), { recursive: true });
  const created = randomBytes(32).toString("hex");
  writeFileSync(TOKEN, created, { mode: 0o600 });
  return created;
}

function self() {
  const { CATTLE_HOST_LABELS = "", CATTLE_AGENT_IP } = process.env;
  return {
    hostname: hostname(),
    labels: labelsOf(CATTLE_HOST_LABELS),
    ...(CATTLE_AGENT_IP && { address: CATTLE_AGENT_IP }),
  };
}

async function launch(registrationUrl: string): Promise<void> {
  say(`Running Agent Registration Process, CATTLE_URL=${registrationUrl.replace(/\/scripts\/.*/, "")}`);
  const own = await docker("GET", `/containers/${hostname()}/json`);
  const registered = await register(registrationUrl, { ...self(), key: key() });
  for (const name of [AGENT, `${AGENT}-state`])
    await docker("DELETE", `/containers/${name}?force=true&v=true`);
  const { Image, Env } = own.Config as { Image: string; Env: string[] };
  const { Binds, CapAdd } = own.HostConfig as { Binds: string[]; CapAdd: string[] | null };
  await start(`${AGENT}-state`, { Image, Cmd: ["state"], HostConfig: { NetworkMode: "none" } });
  const id = await start(AGENT, {
    Image,
    Cmd: ["run"],
    Env: [
      ...Env.filter((line) => line.startsWith("CATTLE_")),
      `CATTLE_URL=${registered.url}`,
      `CATTLE_ACCESS_KEY=${registered.accessKey}`,
      `CATTLE_SECRET_KEY=${registered.secretKey}`,
      `CATTLE_AGENT_IP=${registered.address}`,
    ],
    HostConfig: { Binds, CapAdd, NetworkMode: "host", RestartPolicy: { Name: "always" } },
  });
  say(`Launched Rancher Agent: ${id}`);
}

async function start(name: string, body: object): Promise<string> {
  const { Id } = await docker("POST", `/containers/create?name=${name}`, body);
  await docker("POST", `/containers/${String(Id)}/start`);
  return String(Id);
}

async function run(): Promise<void> {
  const { CATTLE_URL, CATTLE_ACCESS_KEY, CATTLE_SECRET_KEY, CATTLE_AGENT_IP } = process.env;
  const stopping = new AbortController();
  process.once("SIGTERM", () => stopping.abort());
  const registered = {
    url: CATTLE_URL!,
    accessKey: CATTLE_ACCESS_KEY!,
    secretKey: CATTLE_SECRET_KEY!,
    address: CATTLE_AGENT_IP!,
  };
  await heartbeat(registered, self(), stopping.signal);
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`ERROR: ${error.message}\n`);
  process.exit(1);
});
