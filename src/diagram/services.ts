import { LayoutService } from './layout';
import { startWorker } from './startWorker';

/** One worker serves all diagrams of the page. */
export const layouts = new LayoutService(startWorker);
