/** What an output needs once it is shown, in one chunk. */
export { PageClient } from './pages';
export { PreviewPanel } from './panel';
export { readPayload } from './payload';
