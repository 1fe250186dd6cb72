/** What an output needs once it is shown, in one chunk. */
export { EmbeddedDiagram } from './embedded';
export { readPayload } from './payload';
