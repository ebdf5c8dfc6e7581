import { ARCHITECTURE, type ImageDescription } from "../description";
import { debianBase } from "./debian";

const USER = { name: "zipkin", id: 1000, home: "/zipkin" };
const JAVA = `/usr/lib/jvm/java-17-openjdk-${ARCHITECTURE}`;

/** A quick start and a small heap, rather than the most requests in the end. */
const JAVA_OPTIONS = [
  "-XX:TieredStopAtLevel=1",
  "-XX:+UseSerialGC",
  "-Xmx192m",
  "-XX:+ExitOnOutOfMemoryError",
];

/** Zipkin with its storage in memory, the slim build from Maven Central, on a Java without a screen. */
export const zipkin: ImageDescription = {
  name: "zipkin",
  layers: [
    debianBase,
    {
      kind: "debian",
      name: "debian-java",
      packages: ["openjdk-17-jre-headless"],
      // What of Java prints, draws, plays sounds and reads smart cards is not used.
      without: [
        "ca-certificates-java",
        "java-common",
        "libasound2",
        "libcups2",
        "libfontconfig1",
        "libfreetype6",
        "libharfbuzz0b",
        "libjpeg62-turbo",
        "liblcms2-2",
        "libnss3",
        "libpcsclite1",
        "util-linux",
      ],
      // What compilers need, and what a heap beyond 32 GiB does.
      exclude: [`${JAVA}/lib/ct.sym`, `${JAVA}/lib/server/classes_nocoops.jsa`],
    },
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
    // What fits into the heap.
    env: { MEM_MAX_SPANS: "100000" },
    user: `${USER.id}:${USER.id}`,
    workingDir: USER.home,
    exposedPorts: [9411],
  },
};
