import type { AddonObjects } from "../addonObjects";
import type { AddonSettings } from "../config";
import { currentAddonImages } from "../images";
import { ZIPKIN } from "../table";
import { currentAddon } from "./addon";

/** Zipkin's objects. @throws Error when an image's name cannot be parsed */
export function currentZipkinObjects(settings: AddonSettings): AddonObjects {
  const temporary = { name: "tmp", emptyDir: {} };
  return currentAddon(settings, {
    name: ZIPKIN,
    image: currentAddonImages[ZIPKIN],
    user: 1000, // zipkin in the official image
    env: {
      STORAGE_TYPE: "mem",
      MEM_MAX_SPANS: "50000",
      // The first compiler tier and the serial collector start fast, and a page of traces needs no more.
      JAVA_OPTS: "-Xms64m -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError",
    },
    readyPath: "/health",
    memory: "192Mi",
    volumes: [temporary],
    volumeMounts: [{ name: temporary.name, mountPath: "/tmp" }],
  });
}
