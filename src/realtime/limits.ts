/** How sockets are kept and bounded. */
export const SOCKET_LIMITS = {
  idleTimeout: 120,
  sendPings: true,
  maxPayloadLength: 16 * 1024,
  backpressureLimit: 1024 * 1024,
  closeOnBackpressureLimit: true,
  perMessageDeflate: false,
} as const;
