import { listenersIn } from "../../../lib/procNet";

/** A listening TCP socket. */
export interface Listener {
  port: number;
  /** Whether it listens on all addresses. */
  everywhere: boolean;
}

/** The listening sockets in the text of `/proc/net/tcp` or `/proc/net/tcp6`, or of both, one after the other. */
export const parseListeners = (text: string): Listener[] =>
  listenersIn(text).map(({ address, port }) => ({ port, everywhere: /^0+$/.test(address) }));
