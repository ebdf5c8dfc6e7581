/** What there is to do about an engine that does not answer, by the error's code. */
export function unreachableText(host: string, error: unknown): string {
  const { code = "", message = String(error) } = (error ?? {}) as { code?: string; message?: string };
  const place = host.replace(/^unix:\/\//, "");
  switch (code) {
    case "ENOENT":
      return `Docker: there is no socket ${place}; install or start Docker (systemctl start docker), or name its engine`;
    case "EACCES":
      return `Docker: this user may not use ${place}; add it to the group docker (sudo usermod -aG docker $USER, then log in again), or run the command with sudo`;
    case "ECONNREFUSED":
      return `Docker: nothing listens at ${place}; start Docker (systemctl start docker)`;
    default:
      return `Docker: the engine at ${host} does not answer: ${message}`;
  }
}
