import type { ImageDescription } from "../description";
import { debianBase } from "./debian";

/** Who Prometheus runs as: "nobody", as its official image has it. */
const NOBODY = { name: "nobody", id: 65534, home: "/prometheus" };

/** Prometheus, from Debian's package. */
export const prometheus: ImageDescription = {
  name: "prometheus",
  layers: [
    debianBase,
    {
      kind: "debian",
      name: "debian-prometheus",
      packages: ["prometheus"],
      // The time zones of all times, and a tool for files of rules.
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
