/** Of no use to a map, so that nothing that ever got into the page could ask for it. */
const NEVER_ASKED_FOR = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb'];

/**
 * What the page of the map may do, as headers: run what it brings along and talk to this server, and nothing else. Its
 * texts are those of anybody with a radio, so that no script stands in the page itself, and none may be put there.
 *
 * @param origins other servers that the map is drawn from
 */
export function pageHeaders(origins: readonly string[]) {
  const elsewhere = origins.map((origin) => ` ${origin}`).join('');
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    // MapLibre's; it is held to the policy that it is sent with, which is this one.
    "worker-src 'self'",
    "style-src 'self'",
    // MapLibre's buttons are data: in its style sheet; images that are drawn or decoded are blob:.
    `img-src 'self' data: blob:${elsewhere}`,
    // The WebSocket, too: it is the same place by another scheme.
    `connect-src 'self'${elsewhere}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': NEVER_ASKED_FOR.map((feature) => `${feature}=()`).join(', '),
  } as const;
}
