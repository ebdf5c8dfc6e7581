import type { ImageDescription } from "../description";
import type { TarEntry } from "../tar";

type User = NonNullable<ImageDescription["users"]>[number];

/** Returns `/etc/passwd` and `/etc/group` with root and these users, their home folders, and `/tmp`. */
export function userEntries(users: readonly User[]): TarEntry[] {
  const all = [{ name: "root", id: 0, home: "/root" }, ...users];
  const passwd = all.map(({ name, id, home }) => `${name}:x:${id}:${id}:${name}:${home}:/usr/sbin/nologin\n`);
  const group = all.map(({ name, id }) => `${name}:x:${id}:\n`);
  const text = (path: string, lines: string[]): TarEntry => ({
    path,
    type: "file",
    mode: 0o644,
    content: Buffer.from(lines.join("")),
  });
  return [
    text("etc/passwd", passwd),
    text("etc/group", group),
    { path: "tmp", type: "directory", mode: 0o1777 },
    ...all.map(({ id, home }): TarEntry => {
      return { path: home.slice(1), type: "directory", mode: 0o755, uid: id, gid: id };
    }),
  ];
}
