import { html, nothing, PageElement } from '../shared/element.js';
import { ago } from '../shared/format.js';

/** What can train: one line, and a warning when there is nothing. */
class NodesLine extends PageElement {
  static properties = { nodes: {} };

  render() {
    const alive = this.nodes.filter((n) => n.state !== 'LOST');
    const lost = this.nodes.filter((n) => n.state === 'LOST');
    if (alive.length === 0) {
      return html`<p class="notice warn nodes-line">No worker is connected, so runs will wait. On a machine that should train, start
        <code>./semigda worker --join HOST:PORT</code></p>`;
    }
    const devices = alive.flatMap((n) => n.devices.map((d) => `${n.host} ${d}`));
    return html`<p class="small muted nodes-line"><span>Devices: ${devices.join(', ')}.</span>
      ${lost.length ? html`<span class="nodes-lost">Lost: ${lost.map((n) => `${n.host} (seen ${ago(n.lastSeen)})`).join(', ')}.</span>` : nothing}</p>`;
  }
}

customElements.define('nodes-line', NodesLine);
