import type { ImageDescription } from "../description";
import { debianBase } from "./debian";

/** The user of the official image. */
const NOBODY = { name: "nobody", id: 65534, home: "/prometheus" };

/** Prometheus from Debian's package. */
export const prometheus: ImageDescription = {
  name: "prometheus",
  layers: [
    debianBase,
    {
      kind: "debian",
      name: "debian-prometheus",
      packages: ["prometheus"],
      // Historic time zones, and a tool for rule files.
      exclude: ["/usr/bin/promtool", "/usr/share/javascript/moment-timezone/data"],
    },
  ],
  users: [NOBODY],
  config: {
    entrypoint: ["/usr/bin/prometheus"],
    cmd: ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"],
    user: `${NOBODY.id}:${NOBODY.id}`,
    workingDir: NOBODY.home,
    exposedPorts: [9090],
  },
};
