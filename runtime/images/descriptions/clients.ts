import type { RootFileSystemDescription } from "../description";
import { debianBase, debianJava } from "./debian";

/** Python with pip, for machines that do not have them. */
export const pipClient: RootFileSystemDescription = {
  name: "pip",
  layers: [
    debianBase,
    {
      kind: "debian",
      name: "python",
      packages: ["python3", "python3-pip-whl"],
      // For modules that pip does not import.
      without: [
        "libdb5.3",
        "libncursesw6",
        "libnsl2",
        "libreadline8",
        "libsqlite3-0",
        "media-types",
        "openssl",
      ],
    },
  ],
};

/** Java with Maven, for machines that do not have them. */
export const mavenClient: RootFileSystemDescription = {
  name: "maven",
  layers: [
    debianBase,
    debianJava,
    { kind: "debian", name: "maven", packages: ["maven"], without: ["default-jre-headless"] },
  ],
};
