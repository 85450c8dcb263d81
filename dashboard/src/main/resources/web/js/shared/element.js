// Base of every component: Lit in the ordinary document, so that one set of style sheets and ids serves the whole page.
import { LitElement } from 'lit';

export { html, nothing, svg } from 'lit';

export class PageElement extends LitElement {
  createRenderRoot() {
    return this;
  }
}
