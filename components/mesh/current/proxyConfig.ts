/** Settings of a proxy (`ProxyConfig` of istio/api 1.31), as far as the control plane says any. */
export interface ProxyConfig {
  /** `host:port` of istiod, over TLS. */
  discoveryAddress: string;
  /** Which of Envoy's statistics are kept beside those that Istio needs. Default none. */
  proxyStatsMatcher?: ProxyStatsMatcher;
}

/** Which of Envoy's statistics are kept: those that fit any of these. */
export interface ProxyStatsMatcher {
  /** Regular expressions that fit a whole name. */
  inclusionRegexps?: string[];
}
