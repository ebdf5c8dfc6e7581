/** The configuration of the server. */
export interface Config {
  /** Where it listens. Default 3000; 0 chooses a free port. */
  port: number;
  /** The base URL of Prometheus. */
  prometheus: URL;
  /** The folder of the page. */
  page: string;
  /** The file with the definitions of the dashboards. */
  definitions: string;
}

/**
 * Reads the environment: `PORT`, `PROMETHEUS_URL`, `PAGE_FOLDER`, `DEFINITIONS_FILE`.
 * @throws Error with the name of a variable that is wrong
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const { PORT = "3000", PROMETHEUS_URL = "http://prometheus:9090" } = env;
  const port = Number(PORT);
  if (!/^\d+$/.test(PORT) || port > 65535) throw new Error(`PORT: found ${PORT}; expected a port number`);
  if (!URL.canParse(PROMETHEUS_URL) || new URL(PROMETHEUS_URL).protocol !== "http:")
    throw new Error(`PROMETHEUS_URL: found ${PROMETHEUS_URL}; expected an http URL`);
  return {
    port,
    prometheus: new URL(PROMETHEUS_URL),
    page: env.PAGE_FOLDER ?? "/dashboards/page",
    definitions: env.DEFINITIONS_FILE ?? "/etc/dashboards/dashboards.json",
  };
}
