import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mavenClient, pipClient } from "../descriptions/clients";
import { JAVA } from "../descriptions/debian";
import { CommandError, run } from "../../../lib/run";
import { unpackedProgram } from "../unpackedProgram";
import type { LayerContext } from "../context";
import { javaTrustStore } from "./trustStore";

/** The bundle of certificate authorities in a Debian root file system, and on Debian. */
const AUTHORITIES = "etc/ssl/certs/ca-certificates.crt";

/** How to run Python with pip: the installed one, else one unpacked from Debian packages. `args` are the first arguments. */
export async function python(fetching: LayerContext) {
  if (await runs("python3", ["-m", "pip", "--version"], fetching)) return { command: "python3", args: [] };
  const root = await fetching.unpack(pipClient);
  const [command, ...args] = unpackedProgram(root, "usr/bin/python3");
  const wheels = join(root, "usr/share/python-wheels");
  const pip = readdirSync(wheels).find((name) => name.startsWith("pip-"))!;
  return { command, args, env: { PYTHONPATH: join(wheels, pip), PYTHONNOUSERSITE: "1" } };
}

/** How to run Maven: the installed one, else one unpacked from Debian packages, with Java and the machine's certificate authorities. */
export async function maven(fetching: LayerContext) {
  if (await runs("mvn", ["--version"], fetching)) return { command: "mvn", args: [] };
  const root = await fetching.unpack(mavenClient);
  const home = join(root, "usr/share/maven");
  const boot = join(home, "boot");
  const trusted = join(fetching.scratch, "authorities.jks");
  const bundle = [process.env.SSL_CERT_FILE, join("/", AUTHORITIES), join(root, AUTHORITIES)].find(
    (path) => path !== undefined && existsSync(path),
  );
  writeFileSync(trusted, javaTrustStore(readFileSync(bundle!, "utf8")));
  const [command, ...args] = unpackedProgram(root, `${JAVA.slice(1)}/bin/java`);
  const properties = {
    "javax.net.ssl.trustStore": trusted,
    "javax.net.ssl.trustStoreType": "jks",
    "classworlds.conf": join(root, "etc/maven/m2.conf"),
    "maven.home": home,
    // The link in maven.home leads outside the folder.
    "maven.conf": join(root, "etc/maven"),
    "maven.multiModuleProjectDirectory": fetching.scratch,
  };
  return {
    command,
    args: [
      ...args,
      ...(process.env.MAVEN_OPTS ?? "").split(/\s+/).filter(Boolean),
      ...Object.entries(properties).map(([key, value]) => `-D${key}=${value}`),
      "-classpath",
      readdirSync(boot)
        .map((name) => join(boot, name))
        .join(":"),
      "org.codehaus.plexus.classworlds.launcher.Launcher",
    ],
  };
}

/** Whether a command is installed and works. */
async function runs(command: string, args: readonly string[], { signal }: LayerContext): Promise<boolean> {
  try {
    await run(command, args, { signal });
    return true;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}
