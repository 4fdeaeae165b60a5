import { IncomingMessage } from 'node:http';

/**
 * A request that Node hands over as an upgrade only when it asks for a WebSocket. Node would do so with
 * any `Upgrade` header, such as the `h2c` that curl and Java's HTTP client send along, and a server
 * should then answer as if there were none.
 */
export class HttpRequest extends IncomingMessage {
  declare private asksToUpgrade: boolean | null;

  // Node sets this when it has parsed the request, and reads it to decide where the request goes.
  // Newer versions have the option `shouldUpgradeCallback` for it, Node 20 does not.
  get upgrade(): boolean {
    if (this.asksToUpgrade !== true) return false;
    const protocol = this.headers.upgrade;
    return protocol === undefined || protocol.toLowerCase() === 'websocket';
  }

  set upgrade(asks: boolean | null) {
    this.asksToUpgrade = asks;
  }
}
