// Whether what is shown is live. Everything that talks to the server reports here; the frame shows it.

class Connection extends EventTarget {
  #lost = new Map();
  #lastHeard = Date.now();

  /** A source (a stream, or 'request') got something from the server. */
  heard(source) {
    this.#lastHeard = Date.now();
    const changed = [this.#lost.delete(source), this.#lost.delete('request')].some(Boolean);
    if (changed) this.#tell();
  }

  /** A source lost the server, or could not reach it. retryAt: when it tries again, in milliseconds since 1970. */
  lost(source, retryAt) {
    const since = this.#lost.get(source)?.since ?? this.#lastHeard;
    this.#lost.set(source, { since, retryAt });
    this.#tell();
  }

  /** A source is not needed any more. */
  forget(source) {
    if (this.#lost.delete(source)) this.#tell();
  }

  /** undefined while connected; else since when not (milliseconds since 1970) and when the next try is. */
  get outage() {
    if (this.#lost.size === 0) return undefined;
    const all = [...this.#lost.values()];
    const retries = all.map((l) => l.retryAt).filter(Boolean);
    return { since: Math.min(...all.map((l) => l.since)), retryAt: retries.length ? Math.min(...retries) : undefined };
  }

  /** Asks every stream to try again at once. */
  retry() {
    this.dispatchEvent(new Event('retry'));
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}

export const connection = new Connection();

/** Redraws a component whenever the connection comes or goes. */
export class ConnectionController {
  constructor(host) {
    this.redraw = () => host.requestUpdate();
    host.addController(this);
  }
  hostConnected() {
    connection.addEventListener('change', this.redraw);
  }
  hostDisconnected() {
    connection.removeEventListener('change', this.redraw);
  }
  get stale() {
    return connection.outage !== undefined;
  }
}
