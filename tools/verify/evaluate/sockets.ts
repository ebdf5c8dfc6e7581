/** A listening TCP socket. */
export interface Listener {
  port: number;
  /** Whether it listens on all addresses. */
  everywhere: boolean;
}

const LISTEN = "0A";

/** The listening sockets in `/proc/net/tcp`, `/proc/net/tcp6`, or both concatenated. */
export function parseListeners(text: string): Listener[] {
  return text.split("\n").flatMap((line) => {
    const [, address, port, state] = /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) /.exec(line) ?? [];
    return state === LISTEN ? [{ port: parseInt(port!, 16), everywhere: /^0+$/.test(address!) }] : [];
  });
}
