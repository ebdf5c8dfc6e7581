import type { ImageDescription } from "../description";
import { debianBase, debianJava, JAVA } from "./debian";

const USER = { name: "zipkin", id: 1000, home: "/zipkin" };

/** Favours a quick start and a small heap over throughput. */
const JAVA_OPTIONS = [
  "-XX:TieredStopAtLevel=1",
  "-XX:+UseSerialGC",
  "-Xmx192m",
  "-XX:+ExitOnOutOfMemoryError",
];

/** The slim build of Zipkin from Maven Central, with storage in memory, on a headless Java. */
export const zipkin: ImageDescription = {
  name: "zipkin",
  layers: [
    debianBase,
    debianJava,
    {
      kind: "files",
      name: "zipkin",
      files: [
        {
          kind: "mavenArtifact",
          path: "/zipkin/zipkin.jar",
          groupId: "io.zipkin",
          artifactId: "zipkin-server",
          version: "3.6.1",
          classifier: "slim",
          sha256: "981b1de6139b4f8f787a909c308028732f9713ae5284353d2a5aa404d1094775",
        },
      ],
    },
  ],
  users: [USER],
  config: {
    entrypoint: [`${JAVA}/bin/java`, ...JAVA_OPTIONS, "-jar", "/zipkin/zipkin.jar"],
    // As many as fit into the heap.
    env: { MEM_MAX_SPANS: "100000" },
    user: `${USER.id}:${USER.id}`,
    workingDir: USER.home,
    exposedPorts: [9411],
  },
};
