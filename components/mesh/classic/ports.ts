/** Pilot's ports by name. */
export const PILOT_PORTS = { "http-discovery": 8080, "http-admission-webhook": 443 } as const;

/** Mixer's ports by name. */
export const MIXER_PORTS = {
  tcp: 9091,
  "http-health": 9093,
  configapi: 9094,
  "statsd-prom": 9102,
  "statsd-udp": 9125,
  prometheus: 42422,
} as const;
