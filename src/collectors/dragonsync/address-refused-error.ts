/** The server is not to connect there. What people are told must not differ from finding nobody there. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  readonly code = 'ADDRESS_REFUSED';

  /** @param reason for the log */
  constructor(address: string, reason: string) {
    super(`${address} ${reason}`);
  }
}
