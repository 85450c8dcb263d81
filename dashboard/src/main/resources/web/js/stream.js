// Server-sent events over fetch. EventSource cannot notice a silent connection, nor say when it tries again.
import { connection } from './connection.js';

const SILENCE_MS = 25_000; // two heartbeats of 10 s and some patience
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Splits text of a stream into messages; keeps what is incomplete for the next piece. */
export class MessageParser {
  #rest = '';

  /** The messages completed by this piece: {id, event, data}. Comments give none. */
  push(piece) {
    const blocks = (this.#rest + piece).replace(/\r\n?/g, '\n').split('\n\n');
    this.#rest = blocks.pop();
    return blocks.map(MessageParser.#message).filter((m) => m.data !== undefined);
  }

  static #message(block) {
    const message = { event: 'message' };
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon <= 0) continue; // a comment, or nothing
      const field = line.slice(0, colon);
      const value = line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') message.data = message.data === undefined ? value : `${message.data}\n${value}`;
      else if (field === 'id' || field === 'event') message[field] = value;
    }
    return message;
  }
}

/**
 * Follows a stream for as long as it is wanted. listener(event, data) gets every message once: after a break the stream
 * continues behind the last id seen. Each connection begins with listener('open'), because messages without an id may
 * have been missed before it. A browser has six connections for a server, all tabs together, so a tab that nobody sees holds
 * none. Returns a function that ends it.
 */
export function openStream(address, after, listener) {
  const source = Symbol(address);
  let last = after;
  let wait = FIRST_WAIT_MS;
  let closed = false;
  let timer;
  let abort;
  let waiting = false;

  async function read() {
    clearTimeout(timer);
    waiting = document.hidden;
    if (waiting) return;
    abort = new AbortController();
    let watch;
    const alive = () => {
      clearTimeout(watch);
      watch = setTimeout(() => abort.abort(), SILENCE_MS);
    };
    alive();
    let clean = false;
    try {
      const response = await fetch(last === undefined ? address : `${address}?after=${last}`, {
        headers: { Accept: 'text/event-stream', ...(last !== undefined && { 'Last-Event-ID': String(last) }) },
        cache: 'no-store',
        signal: abort.signal,
      });
      if (!response.ok) throw new Error(`stream answered ${response.status}`);
      connection.heard(source);
      listener('open');
      const parser = new MessageParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        alive();
        wait = FIRST_WAIT_MS;
        connection.heard(source);
        for (const message of parser.push(value)) deliver(message);
      }
      clean = true; // the server said goodbye: it is only an outage when it cannot be reached again
    } catch {
      // The network, the silence watch or the server; all are answered by trying again.
    } finally {
      clearTimeout(watch);
    }
    if (closed) return;
    if (document.hidden) waiting = true;
    else again(clean);
  }

  function deliver({ id, event, data }) {
    if (id !== undefined) {
      if (last !== undefined && Number(id) <= Number(last)) return;
      last = id;
    }
    listener(event, JSON.parse(data));
  }

  function again(clean) {
    if (!clean) connection.lost(source, Date.now() + wait);
    waiting = true;
    timer = setTimeout(read, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  function now() {
    if (!waiting) return;
    wait = FIRST_WAIT_MS;
    read();
  }

  function seen() {
    if (document.hidden) abort?.abort();
    else now();
  }

  connection.addEventListener('retry', now);
  document.addEventListener('visibilitychange', seen);
  window.addEventListener('online', now);
  read();
  return () => {
    closed = true;
    clearTimeout(timer);
    abort?.abort();
    connection.removeEventListener('retry', now);
    document.removeEventListener('visibilitychange', seen);
    window.removeEventListener('online', now);
    connection.forget(source);
  };
}
