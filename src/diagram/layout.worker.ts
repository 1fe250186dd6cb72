// A worker has no share scope: it may import only packages that package.json marks as not shared.
import { instance } from '@viz-js/viz';

import {
  readLayout,
  type IWorkerAnswer,
  type IWorkerQuestion
} from './layoutJson';

const viz = instance();

self.onmessage = async (event: MessageEvent<IWorkerQuestion>) => {
  const { id, dot } = event.data;
  self.postMessage(await answer(id, dot));
};

async function answer(id: number, dot: string): Promise<IWorkerAnswer> {
  try {
    const result = (await viz).render(dot, { format: 'json0', engine: 'dot' });
    if (result.status === 'success') {
      return { id, layout: readLayout(JSON.parse(result.output)) };
    }
    return {
      id,
      error: result.errors.map(error => error.message).join('; ')
    };
  } catch (reason) {
    return { id, error: String(reason) };
  }
}
