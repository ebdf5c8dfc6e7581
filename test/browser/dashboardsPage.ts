import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { dashboardsObjects } from "../../components/addons/plans";
import { dashboards } from "../../runtime/images/descriptions";
import { ensureRootFileSystem } from "../../runtime/images/rootFileSystem";
import { freePort } from "../kubernetes/cluster";
import { HostProcess } from "../live/hostProcess";

/**
 * Starts the server of the dashboards page with the files of its image, which are built unless they are cached, and the
 * definitions of the addon.
 * @param directory receives the definitions and the log
 * @throws when the page cannot be built, or the server does not start
 */
export async function startDashboardsPage(
  directory: string,
  prometheus: number,
): Promise<{ url: string; stop(): Promise<void> }> {
  const layers = dashboards.layers.filter(({ kind }) => kind === "files");
  const { path } = await ensureRootFileSystem(
    { name: "dashboards-page", layers },
    {
      resolve: (file) => resolve(__dirname, "../..", file),
      progress: () => undefined,
      signal: new AbortController().signal,
    },
  );
  const definitions = join(directory, "dashboards.json");
  const { data } = dashboardsObjects().configMap as { data: Record<string, string> };
  writeFileSync(definitions, data["dashboards.json"]!);
  const port = await freePort();
  const server = new HostProcess("dashboards", process.execPath, [join(path, "dashboards/main.js")], {
    directory,
    env: {
      PORT: String(port),
      PROMETHEUS_URL: `http://127.0.0.1:${prometheus}`,
      PAGE_FOLDER: join(path, "dashboards/page"),
      DEFINITIONS_FILE: definitions,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await server.until("its probe", async () => (await fetch(`${url}/healthz`)).ok);
  return { url, stop: () => server.stop() };
}
