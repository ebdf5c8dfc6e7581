import { type AddonArgs, type AddonObjects, addonService, addonSettings } from "../addon";
import { currentAddonImages } from "../images";
import { addonDeployment } from "../addonDeployment";
import { podUser, restrictedContainer } from "../restricted";

const NAME = "zipkin";
const PORT = 9411;

// `zipkin` in the official image.
const USER = 1000;

/**
 * Zipkin's own settings: spans are kept in memory, as many as the heap has room for. The compiler that is quick to
 * start and the collector without threads of its own are enough for a page of traces.
 */
const SETTINGS: Record<string, string> = {
  STORAGE_TYPE: "mem",
  MEM_MAX_SPANS: "50000",
  JAVA_OPTS: "-Xms64m -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError",
};

/**
 * Zipkin's objects.
 * @throws Error when an image's name cannot be parsed
 */
export function currentZipkinObjects(args: AddonArgs = {}): AddonObjects {
  const settings = addonSettings(args);
  const temporary = { name: "tmp", emptyDir: {} };
  return {
    deployment: addonDeployment(settings, {
      name: NAME,
      podSpec: {
        automountServiceAccountToken: false,
        securityContext: podUser(USER),
        containers: [
          {
            name: NAME,
            image: currentAddonImages.zipkin,
            ports: [{ containerPort: PORT }],
            env: Object.entries(SETTINGS).map(([name, value]) => ({ name, value })),
            readinessProbe: { httpGet: { path: "/health", port: PORT }, periodSeconds: 2 },
            resources: { requests: { cpu: "20m", memory: "192Mi" } },
            securityContext: restrictedContainer,
            volumeMounts: [{ name: temporary.name, mountPath: "/tmp" }],
          },
        ],
        volumes: [temporary],
      },
    }),
    service: addonService(NAME, settings, { name: "http", port: PORT }),
  };
}
