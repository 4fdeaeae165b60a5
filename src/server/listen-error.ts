interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** The server cannot listen where it was told to; the message says what to do about it. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code = 'LISTEN_FAILED';
  readonly host: string;
  readonly port: number;

  constructor({ host, port }: ListenAddress, options: { cause: unknown }) {
    super(`Cannot listen on ${host} port ${port}: ${remedy({ host, port }, options.cause)}`, options);
    this.host = host;
    this.port = port;
  }
}

function remedy({ host, port }: ListenAddress, cause: unknown): string {
  switch ((cause as NodeJS.ErrnoException | null)?.code) {
    case 'EADDRINUSE':
      return `another program has port ${port}. Stop that one, or set PORT to a free port (0 picks one).`;
    case 'EACCES':
      return `this user may not open port ${port}. Set PORT to 1024 or above.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Set HOST to one that is, for example 127.0.0.1.`;
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}
