import { ARCHITECTURE, type DebianLayer } from "../description";

/** The folder of Java. */
export const JAVA = `/usr/lib/jvm/java-17-openjdk-${ARCHITECTURE}`;

/** A headless Java: a shared layer. */
export const debianJava: DebianLayer = {
  kind: "debian",
  name: "debian-java",
  packages: ["openjdk-17-jre-headless"],
  // For printing, drawing, sound and smart cards.
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
  // For compilers, and for heaps above 32 GiB.
  exclude: [`${JAVA}/lib/ct.sym`, `${JAVA}/lib/server/classes_nocoops.jsa`],
};
